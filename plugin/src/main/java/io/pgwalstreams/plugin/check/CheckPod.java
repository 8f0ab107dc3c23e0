package io.pgwalstreams.plugin.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.pgwalstreams.operator.desired.DesiredConfigMap;
import io.pgwalstreams.operator.desired.DesiredDeployment;
import io.pgwalstreams.operator.desired.Labels;
import io.pgwalstreams.operator.desired.WorkerContainer;
import io.pgwalstreams.operator.desired.WorkerPlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The pod that runs the worker's {@code check} where the worker would run: its own pod as the
 * operator makes it, with another verb, that ends. The document is in an annotation, so that the
 * pod is all that is created. Pure.
 */
public final class CheckPod {
  /** What tells it from a worker. */
  public static final String NAME = "pgwalstreams-check";

  private static final String DOCUMENT = "pgwalstreams.io/document";
  private static final String APP = "app.kubernetes.io/name";
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private CheckPod() {}

  /**
   * The pod.
   *
   * @param seconds after so long Kubernetes ends it
   */
  public static Pod of(WorkerPlan plan, String suffix, long seconds) {
    PodTemplateSpec worker = DesiredDeployment.of(plan).getSpec().getTemplate();
    return new PodBuilder()
        .withNewMetadata()
        .withName(plan.document().name() + "-check-" + suffix)
        .withNamespace(plan.document().namespace())
        .withLabels(labels(worker))
        .withAnnotations(annotations(plan))
        .endMetadata()
        .withNewSpecLike(worker.getSpec())
        .withRestartPolicy("Never")
        .withActiveDeadlineSeconds(seconds)
        // The worker's own account is there only once the operator has made its worker.
        .withServiceAccountName(plan.document().spec().worker().serviceAccountName())
        .withContainers(container(worker.getSpec().getContainers().getFirst()))
        .withVolumes(worker.getSpec().getVolumes().stream().map(v -> volume(v, plan)).toList())
        .endSpec()
        .build();
  }

  /** None by which the operator, its Deployment or a NetworkPolicy would take it for a worker. */
  private static Map<String, String> labels(PodTemplateSpec worker) {
    var labels = new HashMap<>(worker.getMetadata().getLabels());
    labels.remove(Labels.WALSTREAM);
    labels.remove(MANAGED_BY);
    labels.put(APP, NAME);
    return labels;
  }

  private static Map<String, String> annotations(WorkerPlan plan) {
    var annotations = new HashMap<String, String>();
    Map<String, String> own = plan.document().spec().worker().podAnnotations();
    if (own != null) {
      annotations.putAll(own);
    }
    annotations.put(
        DOCUMENT,
        Objects.requireNonNull(DesiredConfigMap.of(plan).getData().get(DesiredConfigMap.KEY)));
    return annotations;
  }

  private static Container container(Container worker) {
    return worker.toBuilder()
        .withArgs(WorkerContainer.checkArguments())
        .withPorts()
        .withStartupProbe(null)
        .withLivenessProbe(null)
        .withReadinessProbe(null)
        .build();
  }

  private static Volume volume(Volume worker, WorkerPlan plan) {
    boolean document =
        worker.getConfigMap() != null
            && Labels.objectName(plan.document().name()).equals(worker.getConfigMap().getName());
    return document
        ? new VolumeBuilder()
            .withName(worker.getName())
            .withNewDownwardAPI()
            .addNewItem()
            .withPath(DesiredConfigMap.KEY)
            .withNewFieldRef()
            .withFieldPath("metadata.annotations['" + DOCUMENT + "']")
            .endFieldRef()
            .endItem()
            .endDownwardAPI()
            .build()
        : worker;
  }
}
