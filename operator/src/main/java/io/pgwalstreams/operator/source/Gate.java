package io.pgwalstreams.operator.source;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds how many databases are spoken with at once. Those that failed the last time have a few
 * places of their own: the others never wait behind one that hangs more than once. Thread-safe.
 */
final class Gate {
  private static final int SOUND = 12;
  private static final int FAILING = 4;

  private final Semaphore sound = new Semaphore(SOUND, true);
  private final Semaphore failing = new Semaphore(FAILING, true);

  <T> T pass(boolean failed, Supplier<T> work) {
    Semaphore places = failed ? failing : sound;
    places.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      places.release();
    }
  }
}
