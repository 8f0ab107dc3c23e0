package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.SentMessage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final int BODY_BYTES = 100;

  private final HeaderBytes headers = new HeaderBytes();
  private final Window window =
      new Window(new Accounted(10, new Position(lsn(100), 1), null, null, lsn(100)));

  private static Lsn lsn(long value) {
    return new Lsn(value);
  }

  private static TransactionId transaction(long commit) {
    return new TransactionId(lsn(commit), commit, commit);
  }

  private void send(long sequence, long commit, long ordinal) {
    send(sequence, commit, ordinal, new byte[BODY_BYTES]);
  }

  private void send(long sequence, long commit, long ordinal, byte[] body) {
    var event =
        new Event(
            new Position(lsn(commit), ordinal),
            transaction(commit),
            "db.public.t.insert",
            Body.of("id", body),
            new Event.Label("public", "t", "insert"));
    headers.begin();
    headers.add(new Header("Number", Long.toString(sequence)));
    headers.end();
    assertThat(window.sent(event, headers, lsn(commit), 0).sequence()).isEqualTo(sequence);
  }

  @Test
  void confirmsNothingWhileAnEarlierTransactionIsUnacknowledged() {
    send(11, 200, 1);
    window.ended(transaction(200));
    send(12, 300, 1);
    window.ended(transaction(300));
    window.stored(12);
    assertThat(window.accounted().sequence()).isEqualTo(10);
    assertThat(window.accounted().limit()).isEqualTo(lsn(100));
  }

  @Test
  void countsAcknowledgementsThatCameEarlyOnceTheirTurnComes() {
    send(11, 200, 1);
    send(12, 200, 2);
    send(13, 200, 3);
    send(14, 200, 4);
    window.stored(13);
    window.stored(12);
    assertThat(window.accounted().sequence()).isEqualTo(10);
    window.stored(11);
    assertThat(window.accounted().sequence()).isEqualTo(13);
    assertThat(window.messages()).isEqualTo(1);
    assertThat(window.bytes()).isEqualTo(BODY_BYTES + headers.length());
    window.stored(14);
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void accountsForATransactionAsAWholeOnceItsLastEventIsStored() {
    send(11, 200, 3);
    window.ended(transaction(200));
    assertThat(window.accounted().position()).isEqualTo(new Position(lsn(100), 1));
    window.stored(11);
    assertThat(window.accounted().position()).isEqualTo(new Position(lsn(200), Position.WHOLE));
    assertThat(window.accounted().previous()).isEqualTo(new Position(lsn(200), 3));
    assertThat(window.accounted().limit()).isEqualTo(lsn(200));
  }

  @Test
  void accountsForAnUnwantedTransactionAtOnceWhenNothingIsInFlight() {
    window.ended(transaction(400));
    assertThat(window.accounted().position()).isEqualTo(new Position(lsn(400), Position.WHOLE));
    assertThat(window.accounted().transaction()).isEqualTo(transaction(400));
    assertThat(window.accounted().sequence()).isEqualTo(10);
    assertThat(window.accounted().previous()).isNull();
  }

  @Test
  void aKeepaliveCountsOnlyOnceEverythingBeforeItIsStored() {
    send(11, 200, 1);
    window.ended(transaction(200));
    window.reached(lsn(900));
    assertThat(window.accounted().limit()).isEqualTo(lsn(100));
    window.stored(11);
    assertThat(window.accounted().limit()).isEqualTo(lsn(900));
    assertThat(window.accounted().transaction()).isEqualTo(transaction(200));
  }

  /** LSNs are unsigned. */
  @Test
  void accountsForWhatStandsInTheUpperHalfOfAllLsns() {
    long high = Long.MIN_VALUE;
    send(11, high, 1);
    window.stored(11);
    assertThat(window.accounted().limit()).isEqualTo(lsn(high));
    window.ended(transaction(high + 5));
    assertThat(window.accounted().position())
        .isEqualTo(new Position(lsn(high + 5), Position.WHOLE));
    window.ended(transaction(200));
    assertThat(window.accounted().position())
        .isEqualTo(new Position(lsn(high + 5), Position.WHOLE));
    assertThat(window.accounted().transaction()).isEqualTo(transaction(high + 5));
    assertThat(window.accounted().limit()).isEqualTo(lsn(high + 5));
  }

  @Test
  void theLimitNeverMovesBack() {
    window.reached(lsn(900));
    window.reached(lsn(800));
    window.ended(transaction(700));
    assertThat(window.accounted().limit()).isEqualTo(lsn(900));
  }

  @Test
  void keepsOneMarkerHoweverManyKeepalivesCome() {
    send(11, 200, 1);
    for (int i = 0; i < 1000; i++) {
      window.reached(lsn(300 + i));
    }
    window.stored(11);
    assertThat(window.accounted().limit()).isEqualTo(lsn(1299));
  }

  @Test
  void ignoresAnswersForWhatIsNotInFlight() {
    send(11, 200, 1);
    assertThat(window.stored(10)).isEqualTo(Long.MIN_VALUE);
    assertThat(window.stored(12)).isEqualTo(Long.MIN_VALUE);
    assertThat(window.accounted().sequence()).isEqualTo(10);
  }

  @Test
  void forgetsEarlyAnswersWhenEverythingIsSentAgain() {
    send(11, 200, 1);
    send(12, 200, 2);
    window.stored(12);
    window.restamp(5);
    window.stored(11);
    assertThat(window.accounted().sequence()).isEqualTo(11);
    assertThat(window.oldest()).isNotNull();
  }

  /** More than are ever in flight, of sizes from nothing to more than a block. */
  @Test
  void keepsEachMessageAsItWasSentUntilItIsStored() {
    var random = new Random(7);
    long stored = 10;
    for (long sequence = 11; sequence < 20_000; sequence++) {
      send(sequence, 200, sequence, body(sequence));
      while (random.nextInt(3) == 0 && stored < sequence) {
        window.stored(++stored);
      }
      if (random.nextInt(2000) == 0) {
        assertHolds(stored + 1, sequence);
        window.storedThrough(sequence);
        stored = sequence;
        assertThat(window.bytes()).isZero();
      }
    }
    assertHolds(stored + 1, 19_999);
  }

  private void assertHolds(long from, long to) {
    assertThat(window.entries()).hasSize((int) (to - from + 1));
    long sequence = from;
    for (InFlight entry : window.entries()) {
      SentMessage message = SentMessage.of(entry);
      assertThat(entry.sequence()).isEqualTo(sequence);
      assertThat(message.headers()).containsExactly(new Header("Number", Long.toString(sequence)));
      assertThat(message.body()).isEqualTo(body(sequence));
      sequence++;
    }
  }

  private static byte[] body(long sequence) {
    int length = sequence % 997 == 0 ? Outbox.BLOCK_BYTES + 1 : (int) (sequence * 31 % 700);
    var body = new byte[length];
    Arrays.fill(body, (byte) sequence);
    return body;
  }
}
