package io.pgwalstreams.worker.pipeline;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Waits while there is no walsender to answer. */
final class IdlePump implements Pump {
  private final Control control;
  private final PipelineListener listener;
  private final LongSupplier nanoTime;

  IdlePump(Control control, PipelineListener listener, LongSupplier nanoTime) {
    this.control = control;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  @Override
  public <T> T await(CompletableFuture<T> future) {
    while (!future.isDone()) {
      pause(Duration.ofMillis(1));
    }
    return Session.join(future);
  }

  @Override
  public void pause(Duration atMost) {
    if (control.stopping()) {
      throw new Restart("a stop was asked for", null);
    }
    listener.beat();
    LockSupport.parkNanos(atMost.toNanos());
  }

  @Override
  public long nanoTime() {
    return nanoTime.getAsLong();
  }
}
