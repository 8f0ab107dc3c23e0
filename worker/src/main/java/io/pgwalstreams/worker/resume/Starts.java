package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import java.util.List;
import java.util.Optional;

/**
 * The plan of a start that has been decided: from where, what is passed and compared, and the first
 * anchor. Pure.
 */
record Starts(Observation o, Optional<Gap> gap, boolean mayRepeat, List<Failure> notices) {

  /** P7, P8 and P10: nothing speaks against it. */
  Decision behind(StreamState stream, Reference r, Lsn confirmed) {
    boolean resend =
        r.isTransaction() ? confirmed.compareTo(r.position().lsn()) <= 0 : !r.isLoneMessage();
    boolean meet = r.isLoneMessage() && confirmed.isBefore(r.position().lsn());
    boolean verify = r.isTransaction() && resend;
    boolean sameEncoding = r.mapping().equals(o.mapping());
    String row = verify ? "P7" : r.isLoneMessage() ? "P10" : "P8";
    var skip =
        new StartPlan.Skip(
            r.position(),
            verify ? r.transaction() : null,
            verify || meet ? r.message().filter(m -> sameEncoding && !m.gap()) : Optional.empty(),
            meet,
            r.more(),
            HistoryRules.countedBefore(o, r));
    Optional<Gap> toTell = gap.or(() -> Optional.ofNullable(r.gap()));
    var anchor =
        new Anchor(
            // a gap's event comes behind all that is there, also where some of that comes again
            toTell.isPresent() ? stream.lastSequence() : r.sequence(),
            r.position(),
            r.transaction(),
            r.previous(),
            r.limit(),
            Anchor.StreamIdentity.of(stream),
            r.more() == 0 ? o.source().identity() : r.source(),
            r.mapping(),
            epoch(r.mapping()),
            null);
    Epoch next = gap.isEmpty() ? anchor.epoch() : epoch("");
    return new Decision.Start(
        new StartPlan(
            r.row() + " " + row,
            verify ? r.position().lsn() : confirmed,
            skip,
            stream.lastSequence(),
            r.previous(),
            anchor.inEpoch(next),
            toTell,
            mayRepeat,
            toTell.isPresent() || !HistoryRules.sameTimeline(o, r) || !hasBegun(next),
            notices));
  }

  /** Where the slot stands, with no reference to compare with. */
  Decision fromSlot(String row, StreamState stream, Lsn confirmed) {
    Position position = new Position(confirmed, 0);
    boolean first = o.newest().isEmpty() && o.tail().last().isEmpty() && gap.isEmpty();
    var anchor =
        new Anchor(
            stream.lastSequence(),
            position,
            null,
            null,
            confirmed,
            Anchor.StreamIdentity.of(stream),
            o.source().identity(),
            o.mapping(),
            first ? new Epoch(1, Epoch.SETTLED) : epoch(""),
            null);
    var skip = new StartPlan.Skip(null, null, Optional.empty(), false, 0, o.source().walEnd());
    return new Decision.Start(
        new StartPlan(
            row,
            confirmed,
            skip,
            stream.lastSequence(),
            null,
            anchor,
            gap,
            mayRepeat,
            gap.isPresent() || !hasBegun(anchor.epoch()),
            notices));
  }

  private static boolean hasBegun(Epoch epoch) {
    return epoch.first() != Epoch.NONE_YET;
  }

  /** R10: another mapping than the reference's takes the next epoch. */
  private Epoch epoch(String mapping) {
    Optional<Epoch> stored = o.newest().map(Anchor::epoch);
    long published = o.tail().last().map(m -> m.header().epoch()).orElse(0L);
    if (stored.isEmpty() && published == 0) {
      return new Epoch(1, Epoch.SETTLED);
    }
    Epoch current =
        stored
            .filter(e -> e.number() >= published)
            .map(this::lost)
            .orElseGet(() -> new Epoch(published, Epoch.NONE_YET));
    return mapping.equals(o.mapping()) ? begun(current) : current.next();
  }

  /** What the epoch began with may be lost with the stream's tail. */
  private Epoch lost(Epoch e) {
    long last = o.stream().orElseThrow().lastSequence();
    return e.first() > last ? new Epoch(e.number(), Epoch.NONE_YET) : e;
  }

  /** The epoch of the stream's last message has begun, though its anchor may not know it yet. */
  private Epoch begun(Epoch current) {
    return o.tail()
        .last()
        .filter(m -> m.header().epoch() == current.number())
        .map(m -> current.accepted(m.sequence()))
        .orElse(current);
  }
}
