package io.pgwalstreams.worker.pipeline;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Waits without holding up PostgreSQL: while it waits, status replies go on. One thread. */
interface Pump {
  /**
   * The future's value; its {@link io.pgwalstreams.api.FailureException} when it failed. There is
   * no limit here: each request to JetStream has its own, and a long read consists of many.
   */
  <T> T await(CompletableFuture<T> future);

  /** Waits that long, or until something may have happened. */
  void pause(Duration atMost);

  /** Nanoseconds of a monotonic clock. */
  long nanoTime();
}
