package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Digests;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.resume.Observation.OwnMessage;
import io.pgwalstreams.worker.resume.Observation.Slot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decision table of {@code docs/design/0002-delivery.md}: from what was observed to what is
 * done. Pure; the same observation always gives the same decision. Rows are tried in the order of
 * the table, and the first that fits acts: S rows (source and stream), R rows (which reference), P
 * rows (is the database's history the one that the reference stands in).
 */
public final class DecisionTable {
  /** Events between two anchors. */
  public static final long ANCHOR_EVENTS = 10_000;

  /** How many events behind a reference are counted at most. */
  public static final long COUNT_LIMIT = ANCHOR_EVENTS + Epoch.WINDOW;

  private final Observation o;
  private final Consent consent;
  private final List<Failure> notices = new ArrayList<>();
  private @Nullable Gap gap;
  private boolean mayRepeat;

  private DecisionTable(Observation o, Consent consent) {
    this.o = o;
    this.consent = consent;
  }

  /** Decides. */
  public static Decision decide(Observation observation, Consent consent) {
    return new DecisionTable(observation, consent).decide();
  }

  private Decision decide() {
    if (o.source().slot() instanceof Slot.Busy busy) {
      return new Decision.Wait(busy.why()); // S1
    }
    if (o.stream().isEmpty()) {
      return withoutStream();
    }
    StreamState stream = o.stream().orElseThrow();
    if (!stream.unsuitable().isEmpty()) { // S3
      return halt("S3", Findings.unsuitable(stream), false);
    }
    Optional<Anchor> elsewhere = o.newest().filter(a -> !sameStream(a, stream));
    if (elsewhere.isPresent()) { // S5
      Failure gone = Findings.streamGone(elsewhere.get());
      return acceptOr("S5", gone, () -> fromSlot("S5", stream));
    }
    if (o.tail().foreign().isPresent()) { // R1
      var foreign = o.tail().foreign().orElseThrow();
      return acceptOr(
          "R1",
          Findings.foreign(stream, foreign),
          () -> repeating(stream, "R1", foreign.lastGood()));
    }
    return refer(stream);
  }

  private Decision withoutStream() {
    if (o.newest().isPresent()) { // S5
      Failure gone = Findings.streamGone(o.newest().get());
      if (o.mayCreateStream() && consent.accepts(haltId(gone))) {
        return new Decision.CreateStream();
      }
      return halt("S5", gone, o.mayCreateStream());
    }
    if (o.mayCreateStream()) { // S4
      return new Decision.CreateStream();
    }
    return halt("S4", Findings.streamMissing(), false);
  }

  /** R2 to R8: exactly one of them gives the reference. */
  private Decision refer(StreamState stream) {
    long last = stream.lastSequence();
    Optional<Anchor> newest = o.newest();
    Optional<OwnMessage> message = o.tail().last();
    if (newest.isPresent() && last < newest.get().sequence()) {
      return rolledBack(stream, newest.get());
    }
    if (message.isPresent() && message.get().sequence() + voids() == last) {
      return qualify(stream, atEnd(message.get(), newest));
    }
    boolean messageIsNewer =
        message.isPresent() && newest.map(a -> Reference.isNewer(message.get(), a)).orElse(true);
    long since = messageIsNewer ? last - message.orElseThrow().sequence() - voids() : 0;
    if (messageIsNewer && since <= COUNT_LIMIT && since == o.tail().absent()) {
      return qualify(stream, Reference.of("R4", message.orElseThrow(), newest, since));
    }
    if (!messageIsNewer && newest.isPresent() && last - newest.get().sequence() <= COUNT_LIMIT) {
      long more = last - newest.get().sequence() - voids();
      return qualify(stream, Reference.of("R5", newest.get(), more));
    }
    if (message.isEmpty() && newest.isEmpty()) {
      return last == 0 // R6
          ? fromSlot("R6", stream)
          : acceptOr("R7", Findings.noReference(stream), () -> fromSlot("R7", stream));
    }
    return acceptOr("R8", Findings.jumped(stream), () -> uncountable(stream, message));
  }

  /** R8, accepted: from the last event that is known, be it a message or an anchor. */
  private Decision uncountable(StreamState stream, Optional<OwnMessage> message) {
    mayRepeat = true;
    return o.newest()
        .filter(a -> message.map(m -> m.sequence() < a.sequence()).orElse(true))
        .map(a -> place(stream, Reference.of("R8", a, 0)))
        .orElseGet(() -> repeating(stream, "R8", message));
  }

  /** R3. */
  private static Reference atEnd(OwnMessage message, Optional<Anchor> newest) {
    return newest
        .filter(a -> a.sequence() == message.sequence() && !Reference.isNewer(message, a))
        .map(a -> Reference.of("R3", a, 0))
        .orElseGet(() -> Reference.of("R3", message, newest, 0));
  }

  /** R2. */
  private Decision rolledBack(StreamState stream, Anchor newest) {
    long last = stream.lastSequence();
    Optional<Anchor> anchor = o.reached();
    Optional<OwnMessage> message = o.tail().last();
    notices.add(Findings.rolledBack(stream, newest));
    if (message.isPresent() && anchor.map(a -> Reference.isNewer(message.get(), a)).orElse(true)) {
      var m = message.get();
      return qualify(stream, Reference.of("R2", m, anchor, last - m.sequence() - voids()));
    }
    if (anchor.isPresent()) {
      long behind = last - anchor.get().sequence() - voidsBehind(anchor.get());
      return qualify(stream, Reference.of("R2", anchor.get(), behind));
    }
    return acceptOr("R2", Findings.rolledBackTooFar(stream, newest), () -> fromSlot("R2", stream));
  }

  private long voidsBehind(Anchor a) {
    return o.tail().voids().stream().filter(v -> v > a.sequence()).count();
  }

  private long voids() {
    return o.tail().voids().size();
  }

  /** R8 and R9. */
  private Decision qualify(StreamState stream, Reference r) {
    if (r.more() > COUNT_LIMIT || r.more() < 0) {
      return acceptOr(
          "R8", Findings.jumped(stream), () -> place(stream, uncounted(r.row() + " R8", r)));
    }
    if (!r.mapping().equals(o.mapping()) && r.more() > 0) {
      return acceptOr(
          "R9", Findings.mappingChanged(r.more()), () -> place(stream, uncounted(r.row(), r)));
    }
    return place(stream, r);
  }

  private Reference uncounted(String row, Reference r) {
    mayRepeat = true;
    return new Reference(
        row,
        r.sequence(),
        r.position(),
        r.transaction(),
        r.previous(),
        r.limit(),
        r.source(),
        r.mapping(),
        0,
        r.message(),
        r.gap());
  }

  private Decision repeating(StreamState stream, String row, Optional<OwnMessage> from) {
    mayRepeat = true;
    return from.map(m -> place(stream, Reference.of(row, m, o.reached(), 0)))
        .orElseGet(() -> fromSlot(row, stream));
  }

  /** P1 to P10. */
  private Decision place(StreamState stream, Reference r) {
    if (o.source().slot() instanceof Slot.Gone gone) {
      return slotGone(gone, r.position());
    }
    Lsn confirmed = ((Slot.Free) o.source().slot()).confirmed();
    if (o.diverged().isPresent()) {
      var why = o.diverged().orElseThrow();
      String row = Findings.rowOf(why.reason());
      return acceptOr(row, why, () -> fromSlot(r.row() + " " + row, stream));
    }
    Optional<Rejection> rejection = HistoryRules.first(o, r, confirmed, mayRepeat);
    if (rejection.isPresent()) {
      var found = rejection.get();
      return acceptOr(
          found.row(), found.why(), () -> fromSlot(r.row() + " " + found.row(), stream));
    }
    Failure mismatch = Findings.countMismatch(r.more(), r.position());
    if (r.more() > 0 && consent.names(haltId(mismatch))) {
      // The WAL may have grown by as many events since: counting them again would find nothing.
      return acceptOr("P9", mismatch, () -> fromSlot(r.row() + " P9", stream));
    }
    return starts().behind(stream, r, confirmed);
  }

  private Decision slotGone(Slot.Gone gone, @Nullable Position from) {
    Optional<Position> published =
        o.newest().map(Anchor::position).or(() -> o.tail().last().map(m -> m.header().position()));
    Failure why = slotGone(gone.why(), o.source().identity().system(), published);
    if (!consent.accepts(haltId(why))) {
      return halt("P1", why, true);
    }
    return new Decision.RecreateSlot(new Gap(haltId(why), why, from, o.source().walEnd()));
  }

  /** Starts where the slot stands, with no reference to compare with. */
  private Decision fromSlot(String row, StreamState stream) {
    if (o.source().slot() instanceof Slot.Gone gone) {
      boolean first = row.equals("R6") && gone.why().reason() == Reason.SlotMissing;
      return first && o.mayCreateSlot() ? new Decision.CreateSlot() : slotGone(gone, null);
    }
    Lsn confirmed = ((Slot.Free) o.source().slot()).confirmed();
    return starts().fromSlot(row, stream, confirmed);
  }

  private Starts starts() {
    return new Starts(o, Optional.ofNullable(gap), mayRepeat, notices);
  }

  private Decision acceptOr(String row, Failure why, Supplier<Decision> goOn) {
    if (!consent.accepts(haltId(why))) {
      return halt(row, why, true);
    }
    if (gap == null) {
      gap =
          new Gap(
              haltId(why),
              why,
              o.lastKnown(),
              o.source().slot() instanceof Slot.Free free ? free.confirmed() : o.source().walEnd());
    }
    notices.add(why);
    return goOn.get();
  }

  private static Decision halt(String row, Failure why, boolean acceptable) {
    return new Decision.Halt(row, why, haltId(why), acceptable);
  }

  /** The id of the halt that {@code why} causes: the same facts give the same id. */
  public static String haltId(Failure why) {
    return Digests.sha256Hex(
        (why.reason() + "|" + why.message()).getBytes(StandardCharsets.UTF_8), 12);
  }

  /**
   * Every loss of a slot is another one, though PostgreSQL's words for it are the same: with how
   * far events were published, so that a consent to one loss is none to the next, and with which
   * server says so, so that it is none to another server's answering. A checkpoint stands still
   * while nothing is published; a message may expire.
   */
  public static Failure slotGone(Failure why, String system, Optional<Position> published) {
    return why.reason()
        .because(
            why.message()
                + ", on PostgreSQL system "
                + system
                + published.map(p -> "; the last checkpoint is at " + p.sentence()).orElse(""),
            why.remedy());
  }

  private static boolean sameStream(Anchor a, StreamState stream) {
    return a.stream().equals(Anchor.StreamIdentity.of(stream));
  }

  /** A P row that speaks against going on. */
  record Rejection(String row, Failure why) {
    static Optional<Rejection> when(boolean condition, String row, Supplier<Failure> why) {
      return condition ? Optional.of(new Rejection(row, why.get())) : Optional.empty();
    }

    static Rejection of(Reason reason, String row, String message, String remedy) {
      return new Rejection(row, reason.because(message, remedy));
    }
  }
}
