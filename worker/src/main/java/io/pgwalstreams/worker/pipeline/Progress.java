package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import org.jspecify.annotations.Nullable;

/**
 * What is done, made safe: from acknowledged events to the LSN that the slot may be told. One
 * thread.
 */
interface Progress {

  /** The events that the stream held already have all been passed. */
  void caughtUp(Event event);

  /**
   * A gap event was stored: what came before it is not waited for. {@code before}: the transaction
   * at its position; null when there is none.
   */
  void gapPublished(@Nullable TransactionId before);

  void ended(TransactionId transaction);

  void reached(Lsn serverEnd);

  /** Does what is due. True when something was done. */
  boolean turn(long nowNanos, Haste haste);

  /** True while nothing new may be read, because what was found has to be anchored first. */
  boolean holdsReading();

  /** Makes everything that is done safe, without delay; true when it is. */
  boolean settle(long nowNanos);

  /** How far the slot may be confirmed. */
  Lsn confirmable();

  /** What does not wait for its time. */
  enum Haste {
    NONE,
    /** What is acknowledged is anchored at once. */
    ANCHOR,
    /** The hold-back is given up. */
    CONFIRM,
    /** Both. */
    ALL;

    boolean anchors() {
      return this == ANCHOR || this == ALL;
    }

    boolean confirms() {
      return this == CONFIRM || this == ALL;
    }
  }
}
