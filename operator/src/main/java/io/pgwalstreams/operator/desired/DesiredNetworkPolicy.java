package io.pgwalstreams.operator.desired;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may speak to the worker: the operator, and namespaces that are labelled as scraping metrics.
 * Where it connects to is not restricted: databases and NATS servers may be anywhere. Pure.
 */
public final class DesiredNetworkPolicy {
  /** On a namespace whose pods may read the worker's metrics, with the value {@code true}. */
  public static final String METRICS = "pgwalstreams.io/metrics";

  private DesiredNetworkPolicy() {}

  public static NetworkPolicy of(WorkerPlan plan) {
    return new NetworkPolicyBuilder()
        .withMetadata(ObjectNames.of(plan))
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(new TreeMap<>(Labels.selector(plan.document().name())))
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .withFrom(
            namespaces("kubernetes.io/metadata.name", plan.operatorNamespace()),
            namespaces(METRICS, "true"))
        .addNewPort()
        .withNewPort(WorkerContainer.PORT)
        .withProtocol("TCP")
        .endPort()
        .endIngress()
        .endSpec()
        .build();
  }

  private static NetworkPolicyPeer namespaces(String label, String value) {
    return new NetworkPolicyPeerBuilder()
        .withNewNamespaceSelector()
        .withMatchLabels(Map.of(label, value))
        .endNamespaceSelector()
        .build();
  }
}
