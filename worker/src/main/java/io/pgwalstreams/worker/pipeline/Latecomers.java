package io.pgwalstreams.worker.pipeline;

import java.time.Duration;

/**
 * Whether messages may still be on their way that nobody waits for: those of a worker that was
 * killed, or of a former connection, hang in a frozen server or network and arrive later. They
 * cannot where for long nobody else has read from the slot or written the checkpoint key, the
 * connection is the same, and the stream ends where this worker knows it to end. Pure; one thread.
 */
final class Latecomers {
  /** What arrives later than this after it was sent is not reckoned with. */
  static final Duration LATEST = Duration.ofSeconds(15);

  /** What is known at one moment. {@code last}: where the stream ends. */
  private record Known(long revision, int connections, long last) {}

  private boolean alone;
  private long since;
  private Known known = new Known(0, 0, 0);

  /** Somebody else reads from the slot. */
  void another() {
    alone = false;
  }

  /**
   * Nobody else reads from the slot. As it is found now: the revision of the checkpoint key, the
   * number of connections, and where the stream ends.
   */
  void found(long revision, int connections, long last, long nowNanos) {
    var now = new Known(revision, connections, last);
    if (!alone || !now.equals(known)) {
      alone = true;
      since = nowNanos;
      known = now;
    }
  }

  /**
   * What this worker itself wrote last, and the highest sequence that it used, over all connections
   * so far: where the stream ends there, nothing of this worker's is under way. Of these messages
   * the last {@code unsent} were not sent; on another connection they may have been before.
   */
  void wrote(long revision, int connections, long highest, int unsent) {
    long sent = connections == known.connections() ? highest - unsent : highest;
    known = new Known(revision, connections, sent);
  }

  boolean possible(long nowNanos) {
    return !alone || nowNanos - since < LATEST.toNanos();
  }
}
