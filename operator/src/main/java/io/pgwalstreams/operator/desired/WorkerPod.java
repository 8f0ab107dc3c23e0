package io.pgwalstreams.operator.desired;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.pgwalstreams.api.v1alpha1.SecretRef;
import io.pgwalstreams.api.v1alpha1.WorkerSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The worker's pod, within the restricted profile of Pod Security. Pure. */
final class WorkerPod {
  /** A worker that drains for as long as it may still has this much to end. */
  private static final int GRACE = WorkerContainer.SHUTDOWN_TIMEOUT + 10;

  private WorkerPod() {}

  static PodTemplateSpec of(WorkerPlan plan) {
    return new PodTemplateSpecBuilder().withMetadata(metadata(plan)).withSpec(spec(plan)).build();
  }

  /** Ours last, so that they win. */
  private static ObjectMeta metadata(WorkerPlan plan) {
    WorkerSpec worker = plan.document().spec().worker();
    Map<String, String> labels = copy(worker.podLabels());
    labels.putAll(Labels.of(plan.document().name()));
    Map<String, String> annotations = copy(worker.podAnnotations());
    annotations.put(PodAnnotations.RESTART_HASH, RestartHash.of(plan.document().spec()));
    annotations.put(PodAnnotations.UID, Objects.requireNonNull(plan.document().uid()));
    plan.accepted().ifPresent(id -> annotations.put(PodAnnotations.ACCEPTED, id));
    return new ObjectMetaBuilder().withLabels(labels).withAnnotations(annotations).build();
  }

  private static Map<String, String> copy(@Nullable Map<String, String> given) {
    return given == null ? new TreeMap<>() : new TreeMap<>(given);
  }

  private static PodSpec spec(WorkerPlan plan) {
    WorkerSpec worker = plan.document().spec().worker();
    var volumes = new WorkerVolumes(plan);
    return new PodSpecBuilder()
        .withServiceAccountName(DesiredServiceAccount.name(plan))
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds((long) GRACE)
        .withSecurityContext(restricted())
        .withImagePullSecrets(pullSecrets(worker.imagePullSecrets()))
        .withPriorityClassName(worker.priorityClassName())
        .withNodeSelector(copy(worker.nodeSelector()))
        .withTolerations(PodFields.list("tolerations", worker.tolerations(), Toleration.class))
        .withAffinity(PodFields.object("affinity", worker.affinity(), Affinity.class).orElse(null))
        .withTopologySpreadConstraints(
            PodFields.list(
                "topologySpreadConstraints",
                worker.topologySpreadConstraints(),
                TopologySpreadConstraint.class))
        .withContainers(WorkerContainer.of(plan, volumes.mounts()))
        .withVolumes(volumes.volumes())
        .build();
  }

  /** No uid: the image names one, and OpenShift assigns another. */
  private static PodSecurityContext restricted() {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  private static List<LocalObjectReference> pullSecrets(@Nullable List<SecretRef> secrets) {
    return secrets == null
        ? List.of()
        : secrets.stream().map(secret -> new LocalObjectReference(secret.name())).toList();
  }
}
