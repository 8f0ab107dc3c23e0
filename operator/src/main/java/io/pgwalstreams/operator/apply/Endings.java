package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.TerminationMessage;
import io.pgwalstreams.operator.observe.Workload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a worker's container ended. Pure. */
final class Endings {
  /** The exit status that -XX:+ExitOnOutOfMemoryError gives. */
  private static final int HEAP_FULL = 3;

  private Endings() {}

  /** Empty when it has not ended, or ended because it was asked to. */
  static Optional<Workload.Ended> of(
      Pod pod, PodStatus status, Optional<ContainerStatus> container) {
    return container
        .flatMap(Endings::last)
        .filter(end -> exitStatus(end) != 0)
        .map(end -> ended(pod, end))
        .or(() -> evicted(pod, status));
  }

  private static Optional<ContainerStateTerminated> last(ContainerStatus container) {
    return terminated(container.getState()).or(() -> terminated(container.getLastState()));
  }

  private static Optional<ContainerStateTerminated> terminated(@Nullable ContainerState state) {
    return Optional.ofNullable(state).map(ContainerState::getTerminated);
  }

  private static Workload.Ended ended(Pod pod, ContainerStateTerminated end) {
    String time = text(end.getFinishedAt());
    return TerminationMessage.parse(text(end.getMessage()))
        .map(told -> new Workload.Ended(told.why(), told.halt(), time))
        .orElseGet(() -> new Workload.Ended(unexplained(pod, end), Optional.empty(), time));
  }

  private static Failure unexplained(Pod pod, ContainerStateTerminated end) {
    boolean killed = "OOMKilled".equals(end.getReason());
    if (killed || exitStatus(end) == HEAP_FULL) {
      return Reason.WorkerCrashed.because(
          killed
              ? "the worker needed more memory than its limit and was killed"
              : "the worker's heap, half of its memory limit, was full",
          "raise spec.worker.resources.limits.memory, or lower delivery.maxInFlightBytes; it goes on"
              + " where it stopped");
    }
    String said = text(end.getMessage()).strip();
    return Reason.WorkerCrashed.because(
        "the worker ended with exit status "
            + exitStatus(end)
            + (text(end.getReason()).isEmpty() ? "" : " (" + end.getReason() + ")")
            + (said.isEmpty() ? "" : ", saying '" + said + "'"),
        "look at its log with kubectl logs -n "
            + pod.getMetadata().getNamespace()
            + " "
            + pod.getMetadata().getName()
            + " --previous");
  }

  /** The kubelet ended the whole pod; its containers may say nothing of it. */
  private static Optional<Workload.Ended> evicted(Pod pod, PodStatus status) {
    if (!"Failed".equals(status.getPhase()) || text(status.getReason()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Workload.Ended(
            Reason.WorkerCrashed.because(
                "pod "
                    + pod.getMetadata().getName()
                    + " failed, "
                    + status.getReason()
                    + ": "
                    + text(status.getMessage()).strip(),
                "see to the node; another pod takes its place"),
            Optional.empty(),
            text(pod.getMetadata().getCreationTimestamp())));
  }

  private static int exitStatus(ContainerStateTerminated end) {
    return end.getExitCode() == null ? 0 : end.getExitCode();
  }

  private static String text(@Nullable String maybe) {
    return maybe == null ? "" : maybe;
  }
}
