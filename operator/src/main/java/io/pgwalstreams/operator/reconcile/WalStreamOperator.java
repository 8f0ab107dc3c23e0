package io.pgwalstreams.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** The SDK's operator around the reconciler, with the settings that its correctness depends on. */
public final class WalStreamOperator {
  private static final int THREADS = 8;

  /** How long a stop waits for reconciliations that are under way. */
  public static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private WalStreamOperator() {}

  /**
   * An operator that is not started yet.
   *
   * @param client stays open when the operator stops
   * @param namespaces that are watched; empty: all
   * @param more what else the SDK is to be told: metrics, leader election
   */
  public static Operator of(
      KubernetesClient client,
      Parts parts,
      Set<String> namespaces,
      Consumer<ConfigurationServiceOverrider> more) {
    var operator =
        new Operator(
            o ->
                more.accept(
                    o.withKubernetesClient(client)
                        .withCloseClientOnStop(false)
                        .withConcurrentReconciliationThreads(THREADS)
                        .withReconciliationTerminationTimeout(STOP_WITHIN)));
    operator.register(new WalStreamReconciler(parts), o -> controller(o, namespaces));
    return operator;
  }

  private static void controller(
      ControllerConfigurationOverrider<WalStreamResource> o, Set<String> namespaces) {
    o.withOnUpdateFilter(new EventsOfInterest());
    if (namespaces.isEmpty()) {
      o.watchingAllNamespaces();
    } else {
      o.settingNamespaces(namespaces);
    }
  }
}
