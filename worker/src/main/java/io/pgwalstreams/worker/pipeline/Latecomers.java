package io.pgwalstreams.worker.pipeline;

import java.time.Duration;

/**
 * Whether messages may still be on their way that nobody waits for: those of a worker that was
 * killed, or of another connection, hang in a frozen server or network and arrive later. They
 * cannot where for long nobody else has read from the slot or written the checkpoint key, the
 * connection is the same, and the stream holds all that this worker ever sent. Pure; one thread.
 */
final class Latecomers {
  /** What arrives later than this after it was sent is not reckoned with. */
  static final Duration LATEST = Duration.ofSeconds(15);

  private boolean alone;
  private long since;
  private long revision;
  private int connections;
  private long sent;

  /** Somebody else reads from the slot. */
  void another() {
    alone = false;
  }

  /**
   * Nobody else reads from the slot. As it is found now: the revision of the checkpoint key, the
   * number of connections, and the stream's last sequence.
   */
  void found(long revisionNow, int connectionsNow, long last, long nowNanos) {
    if (alone && revisionNow == revision && connectionsNow == connections && last >= sent) {
      return;
    }
    alone = true;
    since = nowNanos;
    revision = revisionNow;
    connections = connectionsNow;
    sent = 0;
  }

  /** What this worker itself wrote last, and the highest sequence that it used. */
  void wrote(long written, long highest) {
    revision = written;
    sent = highest;
  }

  boolean possible(long nowNanos) {
    return !alone || nowNanos - since < LATEST.toNanos();
  }
}
