package io.pgwalstreams.worker.replication;

import io.pgwalstreams.database.Lsn;
import org.jspecify.annotations.Nullable;

/**
 * A running START_REPLICATION. Used by one thread. Every method throws {@link
 * io.pgwalstreams.api.FailureException} when the connection is lost or refused, with the reason.
 */
public interface ReplicationStream extends AutoCloseable {

  /**
   * The next frame if one is there; null otherwise. Waits no longer than {@link #patience} says.
   */
  @Nullable ReplicationFrame poll();

  /**
   * How long {@link #poll} may wait for something to come, in milliseconds; at first 1. With 0 it
   * does not find out that the server has closed the connection.
   */
  void patience(int millis);

  /**
   * Sends a Standby status update: {@code received} as written, {@code flushed} as flushed and
   * applied. The server forgets WAL before {@code flushed}. Sends nothing by itself: the caller
   * does so at least every third of wal_sender_timeout.
   */
  void confirm(Lsn received, Lsn flushed);

  /** Ends the replication and its connection; never throws. */
  @Override
  void close();
}
