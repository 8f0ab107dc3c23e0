package io.pgwalstreams.worker.jetstream;

import java.time.Duration;

/** How long to wait before each of a row of tries: longer each time, up to a limit. One thread. */
final class Pauses {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private Duration next = FIRST;

  Duration next() {
    var now = next;
    var doubled = now.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return now;
  }
}
