package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason.Area;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Observation;
import java.util.Optional;
import java.util.stream.Stream;

/** Stream and flow of events, as the worker and its pod tell. */
final class WorkerPolicies {
  private final Seen seen;
  private final Previous previous;

  WorkerPolicies(Seen seen, Previous previous) {
    this.seen = seen;
    this.previous = previous;
  }

  /** Only the worker speaks with NATS; while it is silent, what it said last stands. */
  Verdict stream() {
    if (seen.streaming() && seen.observation().worker().isPresent()) {
      return Verdict.yes(
          Word.TakesEvents, "stream '" + seen.observation().names().stream() + "' takes events");
    }
    return seen.halt()
        .or(seen::waiting)
        .filter(why -> why.reason().area() == Area.STREAM)
        .map(Verdict::no)
        .or(() -> previous.known(ConditionType.StreamReady))
        .orElseGet(() -> Verdict.unknown("no worker has looked at the stream yet"));
  }

  Verdict streaming() {
    if (seen.streaming()) {
      return Verdict.yes(
          Word.Streaming, "events flow to stream '" + seen.observation().names().stream() + "'");
    }
    Optional<Failure> why = seen.halt();
    if (why.isEmpty() && seen.observation().suspended()) {
      return Verdict.no(Word.Suspended, "suspended as asked");
    }
    return why.or(seen::stuck)
        .or(seen::waiting)
        .or(seen::late)
        .or(this::notStarted)
        .map(Verdict::no)
        .orElseGet(() -> Verdict.no(Word.WorkerStarting, "the worker is starting"));
  }

  /** What keeps a worker from being started at all. */
  private Optional<Failure> notStarted() {
    if (seen.workload().pod().isPresent()) {
      return Optional.empty();
    }
    Observation o = seen.observation();
    return o.refused()
        .or(
            () ->
                Stream.of(o.source().database(), o.source().publication(), o.source().slot())
                    .filter(aspect -> !aspect.usable())
                    .map(Aspect::failure)
                    .flatMap(Optional::stream)
                    .findFirst());
  }
}
