package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;

/**
 * What is done, made safe: from acknowledged events to the LSN that the slot may be told. One
 * thread.
 */
interface Progress {

  /** The events that the stream held already have all been passed. */
  void caughtUp(Event event);

  /** A gap event was stored: what came before it is not waited for. */
  void gapPublished();

  void ended(TransactionId transaction);

  void reached(Lsn serverEnd);

  /** Does what is due; {@code now} without any delay. True when something was done. */
  boolean turn(long nowNanos, boolean atOnce);

  /** Makes everything that is done safe, without delay; true when it is. */
  boolean settle(long nowNanos);

  /** How far the slot may be confirmed; {@code atOnce} gives up the hold-back. */
  Lsn confirmable(long nowNanos, boolean atOnce);
}
