package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/** Time that passes only when somebody waits; what is scheduled happens then. */
final class ModelPump implements Pump {
  private final ArrayDeque<Runnable> onPause = new ArrayDeque<>();
  private long now;
  private int pauses;

  /** Runs when the pipeline waits the next time (and the time after that, for a second call). */
  void whenItWaits(Runnable action) {
    onPause.addLast(action);
  }

  /** When the pipeline waits the next time, PostgreSQL's connection is found lost. */
  void losesTheDatabase() {
    whenItWaits(
        () -> {
          throw Reason.DatabaseUnreachable.because("lost", "wait").asException();
        });
  }

  void advance(Duration by) {
    now += by.toNanos();
  }

  @Override
  public <T> T await(CompletableFuture<T> future) {
    return Session.join(future);
  }

  @Override
  public void pause(Duration atMost) {
    if (++pauses > 10_000) {
      throw new AssertionError("waits for ever");
    }
    now += atMost.toNanos();
    Runnable next = onPause.poll();
    if (next != null) {
      next.run();
    }
  }

  @Override
  public long nanoTime() {
    return now;
  }
}
