package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.replication.ReplicationSource.TimelineSwitch;
import io.pgwalstreams.worker.resume.Observation.Foreign;
import io.pgwalstreams.worker.resume.Observation.OwnMessage;
import io.pgwalstreams.worker.resume.Observation.Slot;
import io.pgwalstreams.worker.resume.Observation.Tail;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An observation to be decided about, built from the ordinary case: stream and slot as an orderly
 * stop leaves them. LSNs are small numbers: {@code lsn(500)} is {@code 0/1F4}.
 */
final class Scene {
  static final String SYSTEM = "7000000000000000001";
  static final String MAPPING = "f00d";
  static final Anchor.StreamIdentity STREAM = new Anchor.StreamIdentity("2026-01-01T00:00:00Z", "");

  private String system = SYSTEM;
  private int timeline = 1;
  private List<TimelineSwitch> ancestors = List.of();
  private Lsn walEnd = lsn(1000);
  private Slot slot = new Slot.Free(lsn(400));
  private boolean streamExists = true;
  private String streamCreated = STREAM.created();
  private long first = 1;
  private long last = 10;
  private List<String> unsuitable = List.of();
  private boolean mayCreate;
  private boolean mayCreateSlot;
  private Optional<OwnMessage> message = Optional.of(message(10, 500, 2, lsn(520)));
  private Optional<Foreign> foreign = Optional.empty();
  private long absent;
  private List<Long> voids = List.of();
  private final List<Anchor> anchors = new ArrayList<>(List.of(anchor(8, 480, lsn(480))));
  private String mapping = MAPPING;
  private Optional<Failure> diverged = Optional.empty();

  static Lsn lsn(long value) {
    return new Lsn(value);
  }

  static TransactionId transaction(long commit) {
    return new TransactionId(lsn(commit), commit + 1, commit * 1000);
  }

  static OwnMessage message(long sequence, long commit, long ordinal, Lsn lastEnd) {
    return message(sequence, commit, ordinal, lastEnd, MAPPING, 1);
  }

  static OwnMessage message(
      long sequence, long commit, long ordinal, Lsn lastEnd, String mapping, long epoch) {
    return new OwnMessage(
        sequence,
        header(commit, ordinal, lastEnd, mapping, epoch),
        false,
        "db.public.t.insert",
        "{}".getBytes(StandardCharsets.UTF_8));
  }

  /** The event of a gap in front of which {@code commit} was published last. */
  static OwnMessage gapEvent(long sequence, long commit, long ordinal, long epoch) {
    return gapEvent(sequence, epoch, new Position(lsn(commit), ordinal), null);
  }

  static OwnMessage gapEvent(
      long sequence, long epoch, Position at, @Nullable TransactionId before) {
    var told = before == null ? new TransactionId(at.lsn(), 0, 0) : before;
    return new OwnMessage(
        sequence,
        new EventHeader(SYSTEM, 1, at, told, MAPPING, epoch, null, at.lsn()),
        true,
        "db.gap",
        null);
  }

  static EventHeader header(long commit, long ordinal, Lsn lastEnd, String mapping, long epoch) {
    TransactionId t = ordinal == 0 ? new TransactionId(lsn(commit), 0, 0) : transaction(commit);
    return new EventHeader(
        SYSTEM, 1, new Position(lsn(commit), ordinal), t, mapping, epoch, null, lastEnd);
  }

  static Anchor anchor(long sequence, long commit, Lsn limit) {
    return new Anchor(
        sequence,
        new Position(lsn(commit), 1),
        transaction(commit),
        new Position(lsn(commit), 1),
        limit,
        STREAM,
        new Anchor.SourceIdentity(SYSTEM, 1, 17),
        MAPPING,
        new Epoch(1, Epoch.SETTLED),
        null);
  }

  Scene slot(long confirmed) {
    slot = new Slot.Free(lsn(confirmed));
    return this;
  }

  Scene slotBusy() {
    slot = new Slot.Busy(Reason.SlotInUse.because("slot 's' is active", "wait"));
    return this;
  }

  Scene slotGone() {
    slot = new Slot.Gone(Reason.SlotLost.because("slot 's' is lost", "accept the gap"));
    return this;
  }

  Scene slotMissing(boolean ours) {
    slot = new Slot.Gone(Reason.SlotMissing.because("slot 's' does not exist", "create it"));
    mayCreateSlot = ours;
    return this;
  }

  Scene noStream(boolean createIfMissing) {
    streamExists = false;
    mayCreate = createIfMissing;
    message = Optional.empty();
    return this;
  }

  Scene streamMadeAnewAt(String created) {
    streamCreated = created;
    return this;
  }

  Scene streamThat(String phrase) {
    unsuitable = List.of(phrase);
    return this;
  }

  Scene sequences(long firstSequence, long lastSequence) {
    first = firstSequence;
    last = lastSequence;
    return this;
  }

  Scene message(OwnMessage m) {
    message = Optional.of(m);
    return this;
  }

  Scene noMessage() {
    message = Optional.empty();
    return this;
  }

  Scene absent(long seats) {
    absent = seats;
    return this;
  }

  Scene voids(Long... sequences) {
    voids = List.of(sequences);
    return this;
  }

  Scene foreignAt(long sequence, OwnMessage lastGood) {
    return foreignAt(sequence, Optional.of(lastGood));
  }

  Scene foreignAt(long sequence) {
    return foreignAt(sequence, Optional.empty());
  }

  private Scene foreignAt(long sequence, Optional<OwnMessage> lastGood) {
    foreign = Optional.of(new Foreign(sequence, "a message that is not ours", lastGood));
    return this;
  }

  Scene anchors(Anchor... newestFirst) {
    anchors.clear();
    anchors.addAll(List.of(newestFirst));
    return this;
  }

  Scene mapping(String id) {
    mapping = id;
    return this;
  }

  Scene system(String identifier) {
    system = identifier;
    return this;
  }

  Scene promoted(int to, long switchedAt) {
    timeline = to;
    ancestors = List.of(new TimelineSwitch(1, lsn(switchedAt)));
    return this;
  }

  Scene walEnd(long end) {
    walEnd = lsn(end);
    return this;
  }

  Scene diverged(Failure why) {
    diverged = Optional.of(why);
    return this;
  }

  Observation observation() {
    var state =
        new StreamState(
            "db",
            streamCreated,
            "",
            first,
            last,
            0,
            120_000,
            1,
            "file",
            true,
            List.of("db.>"),
            unsuitable,
            List.of());
    return new Observation(
        new Observation.Source(
            new Anchor.SourceIdentity(system, timeline, 17), ancestors, walEnd, slot),
        streamExists ? Optional.of(state) : Optional.empty(),
        mayCreate,
        mayCreateSlot,
        new Tail(message, foreign, absent, voids),
        anchors,
        mapping,
        diverged);
  }

  Decision decide() {
    return DecisionTable.decide(observation(), Consent.NONE);
  }

  Decision decideAccepting() {
    return DecisionTable.decide(observation(), id -> true);
  }
}
