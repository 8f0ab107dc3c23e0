package io.pgwalstreams.worker.pipeline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What others want of the pipeline's thread: new settings, or an end. Thread-safe. */
final class Control {
  private final LongSupplier nanoTime;
  private final AtomicReference<@Nullable PipelineSettings> next = new AtomicReference<>();
  private volatile boolean stopping;
  private volatile long deadline;

  Control(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void apply(PipelineSettings settings) {
    next.set(settings);
  }

  /** The newest settings that are not in force yet; null when there are none. */
  @Nullable PipelineSettings wanted() {
    return next.get();
  }

  /** These settings are in force. Until then they are wanted, whatever session ends meanwhile. */
  void applied(PipelineSettings settings) {
    next.updateAndGet(newest -> settings.equals(newest) ? null : newest);
  }

  void stop(Duration within) {
    deadline = nanoTime.getAsLong() + within.toNanos();
    stopping = true;
  }

  boolean stopping() {
    return stopping;
  }

  boolean overdue() {
    return stopping && nanoTime.getAsLong() - deadline >= 0;
  }
}
