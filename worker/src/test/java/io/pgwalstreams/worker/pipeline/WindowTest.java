package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
  private final Window window =
      new Window(new Accounted(10, new Position(lsn(100), 1), null, null, lsn(100)));

  private static Lsn lsn(long value) {
    return new Lsn(value);
  }

  private static TransactionId transaction(long commit) {
    return new TransactionId(lsn(commit), commit, commit);
  }

  private void send(long sequence, long commit, long ordinal) {
    window.sent(
        new InFlight(
            sequence,
            new OutgoingMessage("s", List.of(), new byte[0]),
            new Position(lsn(commit), ordinal),
            transaction(commit),
            new Event.Label("public", "t", "insert"),
            lsn(commit),
            100,
            0));
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
    assertThat(window.bytes()).isEqualTo(100);
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
    assertThat(window.stored(10)).isNull();
    assertThat(window.stored(12)).isNull();
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

  @Test
  void refusesAGapInTheSequences() {
    assertThatIllegalArgumentException().isThrownBy(() -> send(12, 200, 1));
  }
}
