package io.pgwalstreams.worker.cli;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The status that the program ends with, for the shutdown hook: a JVM that a signal ends has status
 * 143, whatever the program would have said. Thread-safe.
 */
final class ExitStatus {
  private final CountDownLatch known = new CountDownLatch(1);
  private volatile int status;

  /** The program is through, and everything that it has to say is said. */
  void set(int value) {
    status = value;
    known.countDown();
  }

  boolean isKnown() {
    return known.getCount() == 0;
  }

  /** Waits for it; empty when it is not known in time. */
  OptionalInt await(Duration atMost) throws InterruptedException {
    return known.await(atMost.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(status)
        : OptionalInt.empty();
  }
}
