package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import org.jspecify.annotations.Nullable;

/**
 * What is known to be stored, written to the checkpoint bucket by compare-and-set. It says: the
 * messages up to {@code sequence} hold every wanted change up to {@code position}.
 *
 * @param sequence the stream sequence up to which every message was acknowledged
 * @param position the last change accounted for; further on than {@code previous} when later
 *     changes were not wanted
 * @param transaction the identity of the transaction at {@code position}; null when there was none
 *     yet
 * @param previous the position of our last message; null when there is none
 * @param limit the slot may be confirmed up to here on the strength of this anchor
 * @param stream which stream the sequence counts in
 * @param source which database the position counts in
 * @param mapping the mapping in force when it was written
 * @param epoch the epoch in force when it was written
 * @param gap the gap whose event is about to be published at {@code sequence + 1}; null: none is
 * @param halt what a worker halted for that the next look would not find any more; null: nothing
 */
public record Anchor(
    long sequence,
    Position position,
    @Nullable TransactionId transaction,
    @Nullable Position previous,
    Lsn limit,
    StreamIdentity stream,
    SourceIdentity source,
    String mapping,
    Epoch epoch,
    @Nullable Gap gap,
    @Nullable Failure halt) {

  /** An anchor on which nobody stands halted. */
  public Anchor(
      long sequence,
      Position position,
      @Nullable TransactionId transaction,
      @Nullable Position previous,
      Lsn limit,
      StreamIdentity stream,
      SourceIdentity source,
      String mapping,
      Epoch epoch,
      @Nullable Gap gap) {
    this(
        sequence,
        position,
        transaction,
        previous,
        limit,
        stream,
        source,
        mapping,
        epoch,
        gap,
        null);
  }

  /** The same anchor, with what a worker halted for. */
  public Anchor keeping(Failure why) {
    return with(epoch, gap, why);
  }

  /** The same anchor, announcing that the event of a gap comes next. */
  public Anchor announcing(Gap next) {
    return with(epoch, next, halt);
  }

  /** The same anchor in another epoch. */
  public Anchor inEpoch(Epoch other) {
    return with(other, gap, halt);
  }

  private Anchor with(Epoch inEpoch, @Nullable Gap announced, @Nullable Failure why) {
    return new Anchor(
        sequence,
        position,
        transaction,
        previous,
        limit,
        stream,
        source,
        mapping,
        inEpoch,
        announced,
        why);
  }

  /** Which stream: its name may be the same after it was deleted and made anew. */
  public record StreamIdentity(String created, String domain) {
    public static StreamIdentity of(StreamState stream) {
      return new StreamIdentity(stream.created(), stream.domain());
    }
  }

  /** Which database cluster, on which timeline, of which major version. */
  public record SourceIdentity(String system, int timeline, int major) {}
}
