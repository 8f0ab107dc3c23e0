package io.pgwalstreams.worker.replication;

import io.pgwalstreams.database.Lsn;

/**
 * A message of the walsender inside CopyBoth (PostgreSQL manual 54.4, Streaming Replication
 * Protocol).
 */
public sealed interface ReplicationFrame {

  /**
   * {@code w} XLogData.
   *
   * @param start the LSN of the data; 0/0 for a Relation message, so never a position to rely on
   * @param bytes one pgoutput message, from {@code from} to the end; valid until the next call of
   *     {@link ReplicationStream#poll}
   */
  record WalData(Lsn start, byte[] bytes, int from) implements ReplicationFrame {}

  /**
   * {@code k} primary keepalive: every commit before {@code serverEnd} was sent.
   *
   * @param replyRequested true when the server wants an answer at once: it is near its timeout, or
   *     shuts down
   */
  record Keepalive(Lsn serverEnd, boolean replyRequested) implements ReplicationFrame {}
}
