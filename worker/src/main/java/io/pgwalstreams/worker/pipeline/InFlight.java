package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;

/**
 * A message that was sent and is not acknowledged yet. Belongs to a {@link Window}, which makes it
 * another message's once this one is stored. Holds no object that was made for its event: what is
 * in flight outlives young garbage, and would be copied by each collection. Nor is a reference in
 * it written where it stays the same, as most do: each collection looks through every old object in
 * which one was written since the last. One thread.
 */
final class InFlight implements OutgoingMessage {
  private final Outbox.Place place;
  private long sequence;
  private String subject = "";
  private final Point point = new Point();
  private long confirmable;
  private long sentNanos;

  InFlight(Outbox outbox) {
    place = outbox.place();
  }

  /**
   * From now on it is this event's.
   *
   * @param itsSequence the sequence that it must get
   * @param until how far the slot may be confirmed once it is stored
   */
  @SuppressWarnings("ReferenceEquality")
  void become(long itsSequence, Event event, Lsn until, long nowNanos) {
    sequence = itsSequence;
    if (subject != event.subject()) {
      subject = event.subject();
    }
    point.become(event.position(), event.transaction());
    confirmable = until.value();
    sentNanos = nowNanos;
  }

  void sentAgain(long nowNanos) {
    sentNanos = nowNanos;
  }

  Outbox.Place place() {
    return place;
  }

  @Override
  public String subject() {
    return subject;
  }

  @Override
  public byte[] bytes() {
    return place.bytes();
  }

  @Override
  public int from() {
    return place.from();
  }

  @Override
  public int headerLength() {
    return place.headerLength();
  }

  @Override
  public int bodyLength() {
    return place.bodyLength();
  }

  long sequence() {
    return sequence;
  }

  Position position() {
    return point.position();
  }

  /** Where its event stands; another's as soon as it is stored. */
  Point point() {
    return point;
  }

  /** An LSN, unsigned. */
  long confirmable() {
    return confirmable;
  }

  long sentNanos() {
    return sentNanos;
  }
}
