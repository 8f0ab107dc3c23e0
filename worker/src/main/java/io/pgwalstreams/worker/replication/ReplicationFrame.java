package io.pgwalstreams.worker.replication;

import io.pgwalstreams.database.Lsn;

/**
 * A message of the walsender inside CopyBoth (PostgreSQL manual 54.4, Streaming Replication
 * Protocol).
 */
public sealed interface ReplicationFrame {

  /**
   * {@code w} XLogData: one pgoutput message. Valid until the next call of {@link
   * ReplicationStream#poll}, which may use it again.
   */
  final class WalData implements ReplicationFrame {
    private long start;
    private byte[] bytes = {};
    private int from;
    private int to;

    /** Nothing yet. */
    public WalData() {}

    /** From now on it is {@code in[first, behind)}, at {@code lsn}. */
    public WalData become(long lsn, byte[] in, int first, int behind) {
      start = lsn;
      bytes = in;
      from = first;
      to = behind;
      return this;
    }

    /** The LSN of the data; 0/0 for a Relation message, so never a position to rely on. */
    public long start() {
      return start;
    }

    /** The array in which the message stands. */
    public byte[] bytes() {
      return bytes;
    }

    /** The message's first byte. */
    public int from() {
      return from;
    }

    /** Behind the message's last byte. */
    public int to() {
      return to;
    }
  }

  /**
   * {@code k} primary keepalive: every commit before {@code serverEnd} was sent.
   *
   * @param replyRequested true when the server wants an answer at once: it is near its timeout, or
   *     shuts down
   */
  record Keepalive(Lsn serverEnd, boolean replyRequested) implements ReplicationFrame {}
}
