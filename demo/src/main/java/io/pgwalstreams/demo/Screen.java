package io.pgwalstreams.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Shows as many events as a person can read: the first few of a transaction together, and then none
 * for a moment. One thread shows.
 */
final class Screen {
  private static final Duration PAUSE = Duration.ofMillis(600);
  private static final int TOGETHER = 5;
  private static final int WIDTH = 110;

  private final PrintStream out;
  private final LongSupplier nanos;
  private long nextAt;
  private long transaction = -1;
  private int lines;

  /** {@code nanos} as of {@link System#nanoTime}. */
  Screen(PrintStream out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
    this.nextAt = nanos.getAsLong();
  }

  /** Shows it, or not. */
  void take(Event event) {
    long now = nanos.getAsLong();
    if (event.change().transaction() != transaction && now - nextAt >= 0) {
      transaction = event.change().transaction();
      lines = 0;
      nextAt = now + PAUSE.toNanos();
    }
    if (event.change().transaction() == transaction && lines < TOGETHER) {
      lines++;
      String line = event.line();
      out.println(line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line);
    }
  }
}
