package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.Reason.Recovery;
import io.pgwalstreams.operator.observe.Observation;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import io.pgwalstreams.operator.observe.Workload;
import io.pgwalstreams.operator.observe.Workload.Ended;
import io.pgwalstreams.operator.observe.Workload.Idle;
import io.pgwalstreams.operator.observe.Workload.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an observation says of the worker, its several witnesses heard. Immutable.
 *
 * @param now when it was made
 */
record Seen(Observation observation, Instant now) {
  /** As long as a pod's image may be pulled, and its Deployment's controller waits for it. */
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(5);

  SourceReport source() {
    return observation.source();
  }

  Workload workload() {
    return observation.workload();
  }

  /** True once the database was looked at since the operator started. */
  boolean looked() {
    return source().generation() > 0;
  }

  /**
   * Events flow: the worker says so. While it does not answer, the kubelet's probe and the slot are
   * the other witnesses: a failed poll alone says nothing.
   */
  boolean streaming() {
    return observation
        .worker()
        .map(w -> w.phase() == Phase.STREAMING || w.phase() == Phase.DRAINING)
        .orElseGet(() -> workload().pod().map(Pod::ready).orElse(false) && !unread());
  }

  /** Nobody reads from the slot, as the last look has found that has reached the database. */
  private boolean unread() {
    return source().database().usable()
        && source().slot().usable()
        && source().slotState().filter(s -> s.activePid() == null).isPresent();
  }

  /** Why it stands still until a person acts. */
  Optional<Failure> halt() {
    Optional<Failure> said =
        observation.worker().filter(w -> w.phase() == Phase.HALTED).flatMap(WorkerReport::why);
    return said.or(() -> ended().map(Ended::why)).map(this::withWhatItCosts);
  }

  /**
   * Whoever reads why it stands still reads what that costs meanwhile; without the number of bytes,
   * which would make another message each time.
   */
  private Failure withWhatItCosts(Failure why) {
    return source()
        .slotState()
        .filter(s -> s.invalidation() == null && !"lost".equals(s.walStatus()))
        .map(s -> why.reason().because(why.message(), why.remedy() + ". " + meanwhile(s.name())))
        .orElse(why);
  }

  private String meanwhile(String slot) {
    return "Meanwhile slot '"
        + slot
        + "' keeps WAL, as much as status.slot.retainedWal says: suspend: true ends the worker's"
        + " restarts and keeps the slot, deleting the WalStream "
        + (observation.names().slotManaged()
            ? "drops it with what is not published, unless its deletionPolicy is Retain"
            : "keeps it too, for it is an existing one");
  }

  /**
   * How it ended, when that needs a person. Its container is started again and again; until one
   * streams the halt stands.
   */
  Optional<Ended> ended() {
    return streaming()
        ? Optional.empty()
        : workload()
            .pod()
            .flatMap(Pod::ended)
            .filter(e -> e.why().reason().recovery() == Recovery.PERSON);
  }

  /** Why its container cannot start. */
  Optional<Failure> stuck() {
    return streaming()
        ? Optional.empty()
        : workload().pod().flatMap(p -> p.stuck().map(words -> notStarting(p.name(), words)));
  }

  private static Failure notStarting(String pod, String words) {
    if (pod.isEmpty()) {
      return Reason.WorkerNotStarting.because(
          "its pod cannot be made (" + words + ")",
          "let the namespace's quota and admission rules allow it, or change spec.worker");
    }
    return Reason.WorkerNotStarting.because(
        "pod '" + pod + "' does not start (" + words + ")",
        "look at it with kubectl describe pod " + pod);
  }

  /** What it waits for, by its own words; or why its container is started again. */
  Optional<Failure> waiting() {
    if (streaming()) {
      return Optional.empty();
    }
    return observation
        .worker()
        .flatMap(WorkerReport::why)
        .or(() -> workload().pod().flatMap(Pod::ended).map(Ended::why));
  }

  /** Its pod is neither up nor gone, though it had the time. */
  Optional<Failure> late() {
    return streaming() ? Optional.empty() : workload().pod().flatMap(this::late);
  }

  /** Its pod was to be gone, and is not. */
  Optional<Failure> lingers() {
    return workload()
        .pod()
        .filter(p -> p.idle().filter(i -> i.kind() == Idle.Kind.ENDING).isPresent())
        .flatMap(this::late);
  }

  private Optional<Failure> late(Pod pod) {
    if (pod.ready()) {
      return observation.worker().isEmpty() ? Optional.of(unread(pod)) : Optional.empty();
    }
    return pod.idle()
        .filter(idle -> idle.since().isBefore(now.minus(patience(idle.kind()))))
        .map(idle -> late(pod.name(), idle));
  }

  private static Duration patience(Idle.Kind kind) {
    return switch (kind) {
      case STARTING -> STARTS_WITHIN;
      case NODE_SILENT, ENDING -> Patience.GRACE;
    };
  }

  private static Failure late(String pod, Idle idle) {
    String named = "pod '" + pod + "' ";
    return switch (idle.kind()) {
      case STARTING ->
          Reason.WorkerUnreachable.because(
              named + "is not ready since " + idle.since() + ", and does not answer the operator",
              "look at it with kubectl describe pod " + pod + " and kubectl logs " + pod);
      case NODE_SILENT ->
          Reason.WorkerUnreachable.because(
              named + "counts as not ready since " + idle.since() + ": its node is silent",
              "look at its node; delete the pod by force if the node is lost");
      case ENDING ->
          Reason.WorkerUnreachable.because(
              named + "was to be gone by " + idle.since() + ", and nothing starts before it is",
              "look at its node; delete the pod by force if the node is lost: kubectl delete pod "
                  + pod
                  + " --force");
    };
  }

  private Failure unread(Pod pod) {
    return Reason.WorkerUnreachable.because(
        "pod '"
            + pod.name()
            + "' is ready and does not answer the operator, and nobody reads from slot '"
            + observation.names().slot()
            + "'",
        "look at its log with kubectl logs " + pod.name() + ", and at its node");
  }

  /** Nothing of the worker is left. */
  boolean gone() {
    return workload().replicas() == 0 && workload().upToDate() && workload().pod().isEmpty();
  }
}
