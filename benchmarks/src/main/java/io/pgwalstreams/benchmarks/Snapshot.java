package io.pgwalstreams.benchmarks;

import io.pgwalstreams.benchmarks.Result.Span;

/** What everybody has used up to a moment; CPU in nanoseconds. */
record Snapshot(long events, long nanos, long worker, long postgres, long nats, long garbage) {

  Span since(Snapshot before) {
    return new Span(
        events - before.events,
        nanos - before.nanos,
        worker - before.worker,
        postgres - before.postgres,
        nats - before.nats,
        garbage - before.garbage);
  }
}
