package io.pgwalstreams.operator.desired;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.TreeMap;

/** Name, namespace and labels of a worker's objects. Pure. */
final class ObjectNames {
  private ObjectNames() {}

  /** Labels and annotations of the WalStream are not copied: others select by them. */
  static ObjectMeta of(WorkerPlan plan) {
    String walStream = plan.document().name();
    return new ObjectMetaBuilder()
        .withName(Labels.objectName(walStream))
        .withNamespace(plan.document().namespace())
        .withLabels(new TreeMap<>(Labels.of(walStream)))
        .build();
  }
}
