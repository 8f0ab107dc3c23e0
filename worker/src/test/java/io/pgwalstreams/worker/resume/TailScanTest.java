package io.pgwalstreams.worker.resume;

import static io.pgwalstreams.worker.resume.Scene.anchor;
import static io.pgwalstreams.worker.resume.Scene.lsn;
import static io.pgwalstreams.worker.resume.Scene.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.resume.Observation.OwnMessage;
import io.pgwalstreams.worker.resume.Observation.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TailScanTest {
  private static final String MAPPING = "00000000deadbeef";

  private static Position at(long ordinal) {
    return new Position(lsn(500), ordinal);
  }

  /** The event e of the transaction 500, with the one before it as {@code prev}. */
  private static StoredMessage event(long sequence, long e, long epoch) {
    return event(sequence, e, e == 1 ? null : at(e - 1), epoch);
  }

  private static StoredMessage event(long sequence, long e, @Nullable Position prev, long epoch) {
    var header =
        new EventHeader(Scene.SYSTEM, 1, at(e), transaction(500), MAPPING, epoch, prev, null);
    return new StoredMessage(sequence, "db.public.t.insert", header.toHeaders(), new byte[0]);
  }

  private static StoredMessage stray(long sequence) {
    return new StoredMessage(sequence, "db.public.t.insert", List.of(), new byte[0]);
  }

  private static Tail read(long last, StoredMessage... messages) {
    return TailScan.read(List.of(messages), last, List.of(), Optional.empty());
  }

  @Test
  void findsTheLastMessageOfAnUnbrokenChain() {
    Tail tail = read(3, event(1, 1, 1), event(2, 2, 1), event(3, 3, 1));
    assertThat(tail.last().map(OwnMessage::sequence)).contains(3L);
    assertThat(tail.foreign()).isEmpty();
    assertThat(tail.absent()).isZero();
  }

  @Test
  void findsTheSeatThatAStrayMessageTook() {
    Tail tail = read(4, event(1, 1, 1), event(2, 2, 1), stray(3), event(4, 4, 1));
    assertThat(tail.foreign().orElseThrow().sequence()).isEqualTo(3);
    assertThat(tail.foreign().orElseThrow().lastGood().map(OwnMessage::sequence)).contains(2L);
  }

  @Test
  void takesWhatCameBeforeTheEventOfAGapForAccepted() {
    StoredMessage gap = gap(4, 2, 2);
    Tail tail = read(5, event(1, 1, 1), event(2, 2, 1), stray(3), gap, event(5, 3, 2));
    assertThat(tail.foreign()).isEmpty();
    assertThat(tail.last().map(OwnMessage::sequence)).contains(5L);
    Tail later = read(6, event(2, 2, 1), stray(3), gap, stray(5), event(6, 3, 2));
    assertThat(later.foreign().orElseThrow().sequence()).isEqualTo(5);
    assertThat(later.foreign().orElseThrow().lastGood().map(OwnMessage::sequence)).contains(4L);
  }

  private static Tail behind(Anchor newest, StoredMessage... messages) {
    return TailScan.read(List.of(messages), 9, List.of(newest), Optional.empty());
  }

  /** NATS lost the message of which a checkpoint tells, and somebody else's took its seat. */
  @Test
  void findsAStrayMessageInTheSeatOfWhichTheAnchorTells() {
    Anchor newest = anchor(8, 480, lsn(480));
    var last = new Position(lsn(480), 1);
    StoredMessage follows = event(9, 1, last, 1);
    assertThat(behind(newest, stray(8), follows).foreign().orElseThrow().sequence()).isEqualTo(8);
    assertThat(behind(newest, event(8, 1, 1), follows).foreign()).isPresent();
    assertThat(behind(newest, stored(8, last, 1), follows).foreign()).isEmpty();
    assertThat(behind(newest, follows).foreign()).isEmpty();
  }

  @Test
  void acceptsWhatStandsInTheSeatOfAnAnchorThatAnnouncesAGap() {
    var gap = new Gap("abc", Reason.ForeignWriter.because("it is there", "accept"), null, lsn(9));
    Anchor newest = anchor(8, 480, lsn(480)).inEpoch(new Epoch(2, 0)).announcing(gap);
    assertThat(behind(newest, stray(8)).foreign()).isEmpty();
  }

  /** The bucket kept more than the stream, which goes on with a killed worker's message. */
  @Test
  void doesNotTakeAMessageOfALowerEpochForTheEventOfAGapWhereTheTailWasLost() {
    var gap = new Gap("abc", Reason.SlotMissing.because("it is gone", "accept"), null, lsn(900));
    var epoch = new Epoch(2, Epoch.NONE_YET);
    Anchor announcing = anchor(2, 500, lsn(500)).inEpoch(epoch).announcing(gap);
    Anchor behind = anchor(3, 900, lsn(900)).inEpoch(epoch);
    var left = List.of(event(1, 1, 1), event(2, 2, 1), event(3, 3, 1));
    Tail tail = TailScan.read(left, 3, List.of(behind, announcing), Optional.of(event(3, 3, 1)));
    assertThat(tail.last().map(OwnMessage::sequence)).contains(3L); // the anchor is of this stream
    Anchor beyond = anchor(4, 900, lsn(900)).inEpoch(epoch);
    Tail cut = TailScan.read(left, 3, List.of(beyond, announcing), Optional.of(event(3, 3, 1)));
    assertThat(cut.last().map(OwnMessage::sequence)).contains(2L);
    assertThat(cut.voids()).containsExactly(3L);
  }

  /** Stream and bucket were cut one after the other; the bucket has only what was before both. */
  @Test
  void readsOnWhereTheSeatIsTakenByALaterEpoch() {
    Anchor newest = anchor(8, 480, lsn(480));
    Tail tail = behind(newest, event(8, 1, 2), event(9, 2, 2));
    assertThat(tail.foreign()).isEmpty();
    assertThat(tail.last().map(OwnMessage::sequence)).contains(9L);
  }

  @Test
  void doesNotCountWhatIsVoidBehindTheMessageInTheAnchorsSeat() {
    Anchor claim = anchor(8, 480, lsn(480)).inEpoch(new Epoch(3, Epoch.NONE_YET));
    StoredMessage former = stored(8, new Position(lsn(480), 1), 2);
    Tail tail = behind(claim, former, event(9, 5, 1));
    assertThat(tail.voids()).containsExactly(9L);
    assertThat(tail.foreign()).isEmpty();
  }

  @Test
  void leavesAVoidMessageInTheSeatAlone() {
    Anchor newest = anchor(8, 480, lsn(480)).inEpoch(new Epoch(2, 7));
    assertThat(behind(newest, event(8, 5, 1)).foreign()).isEmpty();
  }

  private static StoredMessage stored(long sequence, Position at, long epoch) {
    var header =
        new EventHeader(
            Scene.SYSTEM, 1, at, transaction(at.lsn().value()), MAPPING, epoch, null, null);
    return new StoredMessage(sequence, "db.public.t.insert", header.toHeaders(), new byte[0]);
  }

  @Test
  void acceptsNothingForAKilledWorkersGap() {
    Tail tail = read(4, event(1, 1, 2), stray(2), gap(3, 1, 1), event(4, 2, 2));
    assertThat(tail.foreign().orElseThrow().sequence()).isEqualTo(2);
  }

  private static StoredMessage gap(long sequence, long e, long epoch) {
    StoredMessage at = event(sequence, e, null, epoch);
    var headers = new ArrayList<>(at.headers());
    headers.add(new Header(TailScan.GAP_HEADER, "abc"));
    return new StoredMessage(sequence, "db.gap", headers, new byte[0]);
  }

  @Test
  void findsAMissingEventByTheLinkOfTheOneBehindIt() {
    Tail tail = read(3, event(1, 1, 1), event(2, 2, 1), event(3, 4, 1));
    assertThat(tail.foreign().orElseThrow().sequence()).isEqualTo(3);
  }

  @Test
  void takesADeletedMessageForWhatItIs() {
    Tail tail = read(4, event(1, 1, 1), event(3, 3, 1), event(4, 4, 1));
    assertThat(tail.foreign()).isEmpty();
    assertThat(tail.last().map(OwnMessage::sequence)).contains(4L);
  }

  @Test
  void countsTheMessagesThatAreGoneAtTheEnd() {
    Tail tail = read(5, event(1, 1, 1), event(2, 2, 1));
    assertThat(tail.last().map(OwnMessage::sequence)).contains(2L);
    assertThat(tail.absent()).isEqualTo(3);
  }

  @Test
  void doesNotCountMessagesOfALowerEpochBehindAHigher() {
    Tail tail = read(4, event(1, 1, 1), event(2, 2, 2), event(3, 3, 1), event(4, 4, 1));
    assertThat(tail.last().map(OwnMessage::sequence)).contains(2L);
    assertThat(tail.voids()).containsExactly(3L, 4L);
    assertThat(tail.foreign()).isEmpty();
    assertThat(tail.absent()).isZero();
  }

  @Test
  void goesOnBehindVoidMessages() {
    Tail tail = read(4, event(1, 1, 1), event(2, 2, 2), event(3, 3, 1), event(4, 3, at(2), 2));
    assertThat(tail.last().map(OwnMessage::sequence)).contains(4L);
    assertThat(tail.voids()).isEmpty();
    assertThat(tail.foreign()).isEmpty();
  }

  @Test
  void comparesTheFirstMessageBehindAnAnchorWithTheAnchor() {
    Anchor newest = anchor(8, 480, lsn(480));
    StoredMessage follows = event(9, 1, new Position(lsn(480), 1), 1);
    StoredMessage skips = event(9, 1, new Position(lsn(470), 1), 1);
    assertThat(TailScan.read(List.of(follows), 9, List.of(newest), Optional.empty()).foreign())
        .isEmpty();
    assertThat(TailScan.read(List.of(skips), 9, List.of(newest), Optional.empty()).foreign())
        .isPresent();
  }

  @Test
  void doesNotCountMessagesOfALowerEpochBehindAnAnchorOfAHigherThatHasBegun() {
    Anchor newest = anchor(8, 480, lsn(480)).inEpoch(new Epoch(2, 8));
    var killedWorkers = List.of(event(9, 5, 1), event(10, 6, 1), event(11, 7, 1));
    Tail tail = TailScan.read(killedWorkers, 11, List.of(newest), Optional.of(event(11, 7, 1)));
    assertThat(tail.foreign()).isEmpty();
    assertThat(tail.voids()).containsExactly(9L, 10L, 11L);
    assertThat(tail.last()).isEmpty();
  }

  /** Its anchor covers the killed worker's message: nothing is left to be scanned. */
  @Test
  void doesNotTakeAVoidMessageForTheLastOneThoughAnAnchorStandsBehindIt() {
    Anchor newest = anchor(12, 480, lsn(480)).inEpoch(new Epoch(2, 11));
    Tail tail = TailScan.read(List.of(), 12, List.of(newest), Optional.of(event(12, 5, 1)));
    assertThat(tail.last()).isEmpty();
    assertThat(tail.foreign()).isEmpty();
  }

  @Test
  void takesTheFormerEpochsLastMessageForTheLastOne() {
    Anchor newest = anchor(12, 480, lsn(480)).inEpoch(new Epoch(2, Epoch.NONE_YET));
    Tail tail = TailScan.read(List.of(), 12, List.of(newest), Optional.of(event(12, 5, 1)));
    assertThat(tail.last().map(OwnMessage::sequence)).contains(12L);
  }

  @Test
  void doesNotCountThemThoughTheyFollow() {
    Anchor newest = anchor(8, 480, lsn(480)).inEpoch(new Epoch(2, 8));
    var follows = List.of(event(9, 1, new Position(lsn(480), 1), 1));
    assertThat(TailScan.read(follows, 9, List.of(newest), Optional.empty()).voids())
        .containsExactly(9L);
  }

  @Test
  void doesNotTakeAMessageOfALowerEpochForTheEventOfAnAnnouncedGap() {
    var gap =
        new Gap(
            "abc", Reason.SlotAdvanced.because("it stands elsewhere", "accept"), null, lsn(900));
    Anchor newest = anchor(8, 480, lsn(480)).inEpoch(new Epoch(2, Epoch.NONE_YET)).announcing(gap);
    var killedWorkers = List.of(event(9, 1, new Position(lsn(480), 1), 1));
    Tail tail = TailScan.read(killedWorkers, 9, List.of(newest), Optional.empty());
    assertThat(tail.voids()).containsExactly(9L);
    assertThat(tail.last()).isEmpty();
  }

  @Test
  void comparesWhatComesBehindVoidMessagesWithTheAnchor() {
    Anchor newest = anchor(8, 480, lsn(480)).inEpoch(new Epoch(2, 8));
    StoredMessage killedWorkers = event(9, 5, 1);
    StoredMessage follows = event(10, 1, new Position(lsn(480), 1), 2);
    StoredMessage skips = event(10, 2, at(1), 2);
    assertThat(
            TailScan.read(List.of(killedWorkers, follows), 10, List.of(newest), Optional.empty())
                .foreign())
        .isEmpty();
    assertThat(
            TailScan.read(List.of(killedWorkers, skips), 10, List.of(newest), Optional.empty())
                .foreign()
                .map(Observation.Foreign::sequence))
        .contains(10L);
  }

  @Test
  void countsMessagesOfALowerEpochBehindAnAnchorThatOnlyClaimsAHigher() {
    Anchor newest = anchor(8, 480, lsn(480)).inEpoch(new Epoch(2, Epoch.NONE_YET));
    var onTheirWay = List.of(event(9, 1, new Position(lsn(480), 1), 1), event(10, 2, 1));
    Tail tail = TailScan.read(onTheirWay, 10, List.of(newest), Optional.empty());
    assertThat(tail.foreign()).isEmpty();
    assertThat(tail.voids()).isEmpty();
    assertThat(tail.last().map(OwnMessage::sequence)).contains(10L);
  }

  @Test
  void keepsTheLastMessageBeforeTheRangeWhenNothingIsBehindIt() {
    Tail tail = TailScan.read(List.of(), 10, List.of(), Optional.of(event(7, 3, 1)));
    assertThat(tail.last().map(OwnMessage::sequence)).contains(7L);
    assertThat(tail.absent()).isEqualTo(3);
  }

  @Test
  void knowsAGapEventAndDoesNotAskForItsPredecessor() {
    var headers = new ArrayList<Header>(event(2, 9, 1).headers());
    headers.add(new Header(TailScan.GAP_HEADER, "abc"));
    var gap = new StoredMessage(2, "db.gap", headers, new byte[0]);
    Tail tail = read(2, event(1, 1, 1), gap);
    assertThat(tail.foreign()).isEmpty();
    assertThat(tail.last().map(OwnMessage::gap)).contains(true);
  }

  @Test
  void readsOnlyWhatLiesBehindAnAnchorAndNeverMoreThanAWindow() {
    assertThat(TailScan.from(1, 10, List.of())).isEqualTo(1);
    assertThat(TailScan.from(1, 10, List.of(anchor(8, 480, lsn(480))))).isEqualTo(8);
    assertThat(TailScan.from(1, 100_000, List.of())).isEqualTo(100_000 - Epoch.WINDOW + 1);
    assertThat(TailScan.from(5, 4, List.of())).isEqualTo(5);
  }
}
