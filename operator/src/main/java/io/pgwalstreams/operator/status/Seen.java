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
import io.pgwalstreams.operator.observe.Workload.Pod;
import java.util.Optional;

/** What an observation says of the worker, its several witnesses heard. Immutable. */
record Seen(Observation observation) {

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
   * Events flow: the worker says so. While it does not answer, the kubelet's probe is the other
   * witness: a failed poll alone says nothing.
   */
  boolean streaming() {
    return observation
        .worker()
        .map(w -> w.phase() == Phase.STREAMING || w.phase() == Phase.DRAINING)
        .orElseGet(() -> workload().pod().map(Pod::ready).orElse(false));
  }

  /** Why it stands still until a person acts. */
  Optional<Failure> halt() {
    Optional<Failure> said =
        observation.worker().filter(w -> w.phase() == Phase.HALTED).flatMap(WorkerReport::why);
    return said.or(() -> ended().map(Ended::why));
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

  /** Nothing of the worker is left. */
  boolean gone() {
    return workload().replicas() == 0 && workload().upToDate() && workload().pod().isEmpty();
  }
}
