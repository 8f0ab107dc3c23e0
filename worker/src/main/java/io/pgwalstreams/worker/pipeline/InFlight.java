package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message that was sent and is not acknowledged yet.
 *
 * @param sequence the sequence that it must get
 * @param confirmable how far the slot may be confirmed once it is stored
 * @param bytes its size in the window
 */
record InFlight(
    long sequence,
    OutgoingMessage message,
    Position position,
    TransactionId transaction,
    Event.Label label,
    Lsn confirmable,
    int bytes,
    long sentNanos) {

  InFlight resentAt(long nanos) {
    return new InFlight(sequence, message, position, transaction, label, confirmable, bytes, nanos);
  }

  @Nullable Position asPrevious() {
    return position;
  }
}
