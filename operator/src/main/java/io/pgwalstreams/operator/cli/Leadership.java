package io.pgwalstreams.operator.cli;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the Lease by which one operator works and the others wait. Losing it ends the process at
 * once: a reconciliation that goes on would race with the next leader's. A stop gives it back, so
 * that a successor need not wait until it has run out. Thread-safe.
 */
final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger("pgwalstreams");
  private static final String LEASE = "pgwalstreams-operator";

  private final String namespace;
  private final String identity;
  private volatile boolean stopping;

  Leadership(String namespace) {
    this.namespace = namespace;
    String host = System.getenv("HOSTNAME");
    this.identity = (host == null ? "operator" : host) + "-" + UUID.randomUUID();
  }

  /** Which operator this is. */
  String identity() {
    return identity;
  }

  LeaderElectionConfiguration configuration() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(namespace)
        .withIdentity(identity)
        // The SDK's own exit waits for shutdown hooks, which wait for it.
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(
            new LeaderCallbacks(
                () -> LOG.info("leading as {}", identity),
                this::lost,
                leader -> {
                  if (!leader.isEmpty() && !leader.equals(identity)) {
                    LOG.info("{} leads; waiting", leader);
                  }
                }))
        .build();
  }

  private void lost() {
    if (!stopping) {
      LOG.error("lost the Lease {}/{}: ending, so that nobody works twice", namespace, LEASE);
      Runtime.getRuntime().halt(1);
    }
  }

  /**
   * Ends the work, and only then gives the Lease back if it is ours: a successor begins at once.
   * From now on, losing the Lease is no accident.
   */
  void end(KubernetesClient client, Runnable work) {
    stopping = true;
    work.run();
    release(client);
  }

  private void release(KubernetesClient client) {
    try {
      Lease lease = client.leases().inNamespace(namespace).withName(LEASE).get();
      if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
        lease.getSpec().setHolderIdentity("");
        lease.getSpec().setLeaseDurationSeconds(1);
        client.resource(lease).update();
      }
    } catch (KubernetesClientException e) {
      LOG.warn("could not give the Lease back, it runs out by itself: {}", e.getMessage());
    }
  }
}
