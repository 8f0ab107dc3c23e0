package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.replication.ReplicationSource.TimelineSwitch;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the decision about a start rests on, read before anything is written.
 *
 * @param source the database now
 * @param stream the stream now; empty when it does not exist
 * @param mayCreateStream true when the document asks for a missing stream to be created
 * @param mayCreateSlot true when a missing slot is ours to create
 * @param tail what the stream's end holds
 * @param anchors the stored anchors, newest first
 * @param mapping the mapping that this worker would publish with
 * @param diverged what the last attempt found while it read the reference again (rows P7 and P9),
 *     or the loss for which the slot was made anew (row P1)
 */
public record Observation(
    Source source,
    Optional<StreamState> stream,
    boolean mayCreateStream,
    boolean mayCreateSlot,
    Tail tail,
    List<Anchor> anchors,
    String mapping,
    Optional<Failure> diverged) {

  public Observation {
    anchors = List.copyOf(anchors);
  }

  /** The same with another end of WAL. */
  public Observation endingAt(Lsn walEnd) {
    var now = new Source(source.identity(), source.ancestors(), walEnd, source.slot());
    return new Observation(
        now, stream, mayCreateStream, mayCreateSlot, tail, anchors, mapping, diverged);
  }

  /** The newest anchor. */
  public Optional<Anchor> newest() {
    return anchors.stream().findFirst();
  }

  /** The newest anchor of this stream that the stream, where it lost its tail, still reaches. */
  Optional<Anchor> reached() {
    return stream.flatMap(
        s ->
            anchors.stream()
                .filter(a -> a.sequence() <= s.lastSequence())
                .filter(a -> a.stream().equals(Anchor.StreamIdentity.of(s)))
                .findFirst());
  }

  /**
   * The last change that the stream is known to hold; null when none is. Before a gap whose event
   * is not stored yet: the last one before it.
   */
  public @Nullable Position lastKnown() {
    Optional<Anchor> base = reached().or(this::newest);
    Gap announced = base.map(Anchor::gap).orElse(null);
    if (announced != null && !isStored(base.orElseThrow())) {
      return announced.from();
    }
    return tail.last()
        .map(m -> m.header().position())
        .or(() -> newest().map(Anchor::position))
        .orElse(null);
  }

  /** Neither a void message nor somebody else's is the event of the gap. */
  private boolean isStored(Anchor announcing) {
    long seat = announcing.sequence() + 1;
    boolean others = tail.foreign().filter(f -> f.sequence() == seat).isPresent();
    return !others
        && stream
            .filter(s -> announcing.stream().equals(Anchor.StreamIdentity.of(s)))
            .filter(s -> s.lastSequence() - tail.voids().size() >= seat)
            .isPresent();
  }

  /**
   * The database.
   *
   * @param ancestors the timelines before {@code timeline}, with the LSN where each was left
   * @param walEnd the end of WAL
   */
  public record Source(
      Anchor.SourceIdentity identity, List<TimelineSwitch> ancestors, Lsn walEnd, Slot slot) {
    public Source {
      ancestors = List.copyOf(ancestors);
    }
  }

  /** The slot. */
  public sealed interface Slot {
    /** Nobody reads from it. */
    record Free(Lsn confirmed) implements Slot {}

    /** Somebody does. */
    record Busy(Failure why) implements Slot {}

    /** It is missing, invalidated, or not usable. */
    record Gone(Failure why) implements Slot {}
  }

  /**
   * The end of the stream.
   *
   * @param last our last message that is not void
   * @param foreign the first message that is not ours, or does not follow from the one before it
   * @param absent how many sequences behind {@code last} hold no message any more
   * @param voids sequences of messages of a lower epoch behind one of a higher
   */
  public record Tail(
      Optional<OwnMessage> last, Optional<Foreign> foreign, long absent, List<Long> voids) {
    /** Nothing was found. */
    public static final Tail EMPTY = new Tail(Optional.empty(), Optional.empty(), 0, List.of());

    public Tail {
      voids = List.copyOf(voids);
    }
  }

  /**
   * A message of ours.
   *
   * @param gap true for a gap event: its position says where publishing went on
   * @param body null when it was not read
   */
  public record OwnMessage(
      long sequence, EventHeader header, boolean gap, String subject, byte @Nullable [] body) {}

  /**
   * A message at {@code sequence} that breaks the chain.
   *
   * @param lastGood our last message before it
   */
  public record Foreign(long sequence, String what, Optional<OwnMessage> lastGood) {}
}
