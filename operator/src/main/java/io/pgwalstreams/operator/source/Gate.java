package io.pgwalstreams.operator.source;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds how many databases are spoken with at once. Those that failed the last time have a few
 * places of their own: the others never wait behind one that hangs more than once. Of either, one
 * namespace has a third at most: whatever hangs there holds up nobody elsewhere. Thread-safe.
 */
final class Gate {
  private static final int SOUND = 24;
  private static final int FAILING = 9;
  private static final int SHARE = 3;

  private final Places sound = new Places(SOUND);
  private final Places failing = new Places(FAILING);

  <T> T pass(String namespace, boolean failed, Supplier<T> work) {
    return (failed ? failing : sound).pass(namespace, work);
  }

  private static final class Places {
    private final int perNamespace;
    private final Semaphore all;
    private final ConcurrentHashMap<String, Share> shares = new ConcurrentHashMap<>();

    Places(int all) {
      this.perNamespace = all / SHARE;
      this.all = new Semaphore(all, true);
    }

    /** First the share, so that whoever waits for it holds no place that others could have. */
    <T> T pass(String namespace, Supplier<T> work) {
      Share share =
          shares.compute(
              namespace, (n, is) -> (is == null ? new Share(perNamespace) : is).joined());
      try {
        return holding(share.places, () -> holding(all, work));
      } finally {
        shares.computeIfPresent(namespace, (n, is) -> is.left() ? null : is);
      }
    }

    private static <T> T holding(Semaphore places, Supplier<T> work) {
      places.acquireUninterruptibly();
      try {
        return work.get();
      } finally {
        places.release();
      }
    }
  }

  /** Counted only within the map's own computations, so that it goes with its last user. */
  private static final class Share {
    private final Semaphore places;
    private int users;

    Share(int size) {
      this.places = new Semaphore(size, true);
    }

    Share joined() {
      users++;
      return this;
    }

    boolean left() {
      users--;
      return users == 0;
    }
  }
}
