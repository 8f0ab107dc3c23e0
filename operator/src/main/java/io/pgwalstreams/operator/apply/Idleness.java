package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.pgwalstreams.operator.observe.Workload.Idle;
import java.time.Instant;
import java.util.Optional;

/** In what way a pod is not ready, and since when. Pure. */
final class Idleness {
  private Idleness() {}

  /**
   * Empty when it is ready. The flag of a container is its kubelet's word, and stays as it was when
   * the node is lost; the pod's condition is then set by the control plane.
   *
   * @param up as its container's status says
   */
  static Optional<Idle> of(Pod pod, boolean up) {
    String due = pod.getMetadata().getDeletionTimestamp();
    if (due != null) {
      return Optional.of(new Idle(Idle.Kind.ENDING, Instant.parse(due)));
    }
    Optional<PodCondition> ready = ready(pod);
    if (up && ready.filter(c -> "True".equals(c.getStatus())).isPresent()) {
      return Optional.empty();
    }
    Idle.Kind kind = up ? Idle.Kind.NODE_SILENT : Idle.Kind.STARTING;
    return Optional.of(
        new Idle(
            kind,
            ready
                .map(PodCondition::getLastTransitionTime)
                .or(() -> Optional.ofNullable(pod.getMetadata().getCreationTimestamp()))
                .map(Instant::parse)
                .orElse(Instant.MAX)));
  }

  private static Optional<PodCondition> ready(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream()
            .filter(c -> "Ready".equals(c.getType()))
            .findFirst();
  }
}
