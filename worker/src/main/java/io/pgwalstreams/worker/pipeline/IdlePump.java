package io.pgwalstreams.worker.pipeline;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Waits while there is no walsender to answer. */
final class IdlePump implements Pump {
  private final Control control;
  private final PipelineListener listener;
  private final WaitClock clock;

  IdlePump(Control control, PipelineListener listener, WaitClock clock) {
    this.control = control;
    this.listener = listener;
    this.clock = clock;
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
    clock.park(atMost.toNanos());
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }
}
