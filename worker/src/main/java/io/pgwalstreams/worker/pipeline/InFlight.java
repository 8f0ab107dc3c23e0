package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;

/**
 * A message that was sent and is not acknowledged yet. Belongs to a {@link Window}, which makes it
 * another message's once this one is stored. One thread.
 */
final class InFlight {
  private static final Position NOWHERE = new Position(Lsn.INVALID, 0);
  private static final TransactionId NONE = new TransactionId(Lsn.INVALID, 0, 0);

  private final Outbox.Place place = new Outbox.Place();
  private long sequence;
  private String subject = "";
  private Position position = NOWHERE;
  private TransactionId transaction = NONE;
  private Lsn confirmable = Lsn.INVALID;
  private long sentNanos;

  /**
   * From now on it is this event's.
   *
   * @param itsSequence the sequence that it must get
   * @param until how far the slot may be confirmed once it is stored
   */
  void become(long itsSequence, Event event, Lsn until, long nowNanos) {
    sequence = itsSequence;
    subject = event.subject();
    position = event.position();
    transaction = event.transaction();
    confirmable = until;
    sentNanos = nowNanos;
  }

  void sentAgain(long nowNanos) {
    sentNanos = nowNanos;
  }

  Outbox.Place place() {
    return place;
  }

  /** As it is sent; valid as long as it is in flight. */
  OutgoingMessage message() {
    return new OutgoingMessage(
        subject, place.bytes(), place.from(), place.headerLength(), place.bodyLength());
  }

  long sequence() {
    return sequence;
  }

  Position position() {
    return position;
  }

  TransactionId transaction() {
    return transaction;
  }

  Lsn confirmable() {
    return confirmable;
  }

  /** What it counts against {@code max_payload} and the window: headers and body. */
  int bytes() {
    return place.headerLength() + place.bodyLength();
  }

  long sentNanos() {
    return sentNanos;
  }
}
