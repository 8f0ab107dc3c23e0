package io.pgwalstreams.worker.pipeline;

import java.time.Duration;

/**
 * When published events are let go (as TCP does, RFC 896): at once as long as nothing else is in
 * flight; otherwise together, when an answer has come, when they are many, or after a while. So an
 * event by itself waits for nothing, and under load a write to the socket carries many. Pure; one
 * thread.
 */
final class Batching {
  private static final int MANY = 64;
  private static final long WHILE_NANOS = Duration.ofNanos(500_000).toNanos();

  private long letGo;
  private long waitingSince;
  private boolean waiting;

  /** {@code lastSent}: as the window has it at the start. */
  Batching(long lastSent) {
    letGo = lastSent;
  }

  /**
   * True when what was published is to be let go now, which then counts as done.
   *
   * @param inFlight all that is not acknowledged, with what waits here
   * @param answered an acknowledgement has come since the last time
   */
  boolean due(long lastSent, int inFlight, boolean answered, long nowNanos) {
    long held = lastSent - letGo;
    if (held == 0) {
      return false;
    }
    if (!waiting) {
      waiting = true;
      waitingSince = nowNanos;
    }
    boolean alone = inFlight <= held;
    boolean due = alone || answered || held >= MANY || nowNanos - waitingSince >= WHILE_NANOS;
    if (due) {
      letGo = lastSent;
      waiting = false;
    }
    return due;
  }
}
