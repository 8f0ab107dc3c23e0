package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * How far everything is done: the messages up to {@code sequence} are stored and hold every wanted
 * change up to {@code position}.
 *
 * @param sequence the last message's sequence, or the publisher's own number where the stream is
 *     shared
 * @param transaction the transaction of {@code position}; null when there is none
 * @param previous the position of our last message; null when there is none
 * @param limit the slot may be confirmed up to here
 */
record Accounted(
    long sequence,
    Position position,
    @Nullable TransactionId transaction,
    @Nullable Position previous,
    Lsn limit) {

  /** The anchor that says so. */
  Anchor anchor(
      Anchor.StreamIdentity stream, Anchor.SourceIdentity source, String mapping, Epoch epoch) {
    return new Anchor(
        sequence, position, transaction, previous, limit, stream, source, mapping, epoch, null);
  }
}
