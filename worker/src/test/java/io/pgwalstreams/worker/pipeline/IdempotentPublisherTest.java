package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.resume.Anchor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdempotentPublisherTest {
  private final ModelJetStream server = new ModelJetStream();
  private final ModelJetStream.Port port = server.port();
  private final ModelPump pump = new ModelPump();
  private final RecordingListener listener = new RecordingListener();
  private int attempts;
  private final Window window =
      new Window(new Accounted(0, new Position(new Lsn(1), 0), null, null, new Lsn(1)));
  private final IdempotentPublisher publisher =
      new IdempotentPublisher(
          port,
          pump,
          listener,
          new Chain(
              "db",
              new Anchor.StreamIdentity(server.created, ""),
              new Anchor.SourceIdentity("7", 1, 17),
              4_096,
              () -> ++attempts),
          window,
          "00000000deadbeef");

  private void publish(int from, int to) {
    for (int i = from; i <= to; i++) {
      publisher.publish(event(i), null);
    }
  }

  private static Event event(int number) {
    return new Event(
        new Position(new Lsn(100), number),
        new TransactionId(new Lsn(100), 7, 8),
        "db.public.t.insert",
        Body.of("id-" + number, ("e" + number).getBytes(StandardCharsets.UTF_8)),
        new Event.Label("public", "t", "insert"));
  }

  private static List<String> events(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "e" + i).toList();
  }

  @Test
  void namesEachMessageByItsEventSoThatTheStreamKnowsRepeats() {
    publish(1, 2);
    assertThat(server.stored())
        .extracting(m -> m.header("Nats-Msg-Id"))
        .containsExactly("id-1", "id-2");
  }

  @Test
  void accountsForNothingThatIsNotAcknowledged() {
    port.loseAnswers = 1;
    publish(1, 3);
    publisher.poll();
    assertThat(window.accounted().sequence()).isZero();
    assertThat(listener.acknowledged).isEqualTo(2);
  }

  @Test
  void sendsAgainWhatWasNotAcknowledgedAndTheStreamKeepsItOnce() {
    port.loseAnswers = 2;
    publish(1, 3);
    pump.advance(Duration.ofSeconds(6));
    publisher.poll();
    assertThat(window.isEmpty()).isTrue();
    assertThat(window.accounted().sequence()).isEqualTo(3);
    assertThat(server.bodies()).isEqualTo(events(1, 3));
    assertThat(listener.waits).containsExactly(Reason.StreamUnavailable);
    assertThat(listener.recoveries).isOne();
  }

  @Test
  void bringsBackAMessageThatWasLostOnItsWay() {
    publish(1, 1);
    port.dropNext = 1;
    publish(2, 3);
    pump.advance(Duration.ofSeconds(6));
    publisher.poll();
    assertThat(window.isEmpty()).isTrue();
    assertThat(server.bodies()).containsExactlyInAnyOrderElementsOf(events(1, 3));
  }

  @Test
  void waitsForTheNetworkToTakeWhatIsSentAgain() {
    port.dropNext = 3;
    publish(1, 3);
    pump.advance(Duration.ofSeconds(6));
    port.room = 0;
    pump.whenItWaits(() -> {});
    pump.whenItWaits(() -> assertThat(server.bodies()).isEmpty());
    pump.whenItWaits(() -> port.room = 3);
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 3));
    assertThat(publisher.hasRoom()).isFalse();
  }

  @Test
  void waitsForAFullStreamAndSkipsNothing() {
    server.full = true;
    publish(1, 2);
    publisher.poll();
    assertThat(listener.waits).contains(Reason.StreamFull);
    assertThat(publisher.hasRoom()).isFalse();
    server.full = false;
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 2));
    assertThat(listener.recoveries).isPositive();
    assertThat(publisher.hasRoom()).isTrue();
  }

  @Test
  void waitsForALostConnection() {
    server.connected = false;
    publish(1, 2);
    pump.whenItWaits(() -> {});
    pump.whenItWaits(server::reconnect);
    publisher.poll();
    assertThat(listener.waits).containsExactly(Reason.NatsUnreachable);
    assertThat(window.isEmpty()).isTrue();
    assertThat(server.bodies()).isEqualTo(events(1, 2));
  }

  /** What it publishes next takes the seats of what is gone, and would hide it. */
  @Test
  void looksForALostTailThoughTheServerWasAwayBetweenTwoLooks() {
    publish(1, 5);
    publisher.poll();
    server.rollBackTo(3);
    server.reconnect();
    publish(6, 9);
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  @Test
  void takesNoAnswerToAnEarlierAttemptForThisOnes() {
    port.holding = true;
    publish(1, 1);
    port.holding = false;
    port.dropNext = 1;
    pump.advance(Duration.ofSeconds(6));
    pump.whenItWaits(() -> {});
    pump.whenItWaits(port::deliver);
    publisher.poll();
    assertThat(window.isEmpty()).isFalse();
    publisher.poll();
    assertThat(window.isEmpty()).isTrue();
    assertThat(server.bodies()).isEqualTo(events(1, 1));
  }

  @Test
  void readsNoFurtherThanTheBytesInFlightAllow() {
    port.holding = true;
    int sent = 0;
    while (publisher.hasRoom()) {
      publish(++sent, sent);
    }
    assertThat(window.bytes()).isGreaterThanOrEqualTo(4_096);
    assertThat(sent).isLessThan(100);
  }

  @Test
  void haltsWhereOnlyAPersonCanHelp() {
    port.refuseNext = 10109;
    publish(1, 1);
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(publisher::poll)
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.StreamUnsuitable));
  }

  @Test
  void endsTheSessionWhenTheDatabaseIsLostWhileNatsIsAway() {
    server.connected = false;
    publish(1, 1);
    pump.losesTheDatabase();
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(publisher::poll)
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.DatabaseUnreachable));
  }

  /** As of a worker that was frozen meanwhile: they lie in its buffer when it wakes. */
  @Test
  void acknowledgementsOfAServerThatHasBeenAwaySinceDoNotCount() {
    publish(1, 1);
    publisher.poll();
    publish(2, 4);
    server.rollBackTo(1);
    server.reconnect();
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 4));
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void norDoThoseThatComeWhileTheWindowIsSentAgain() {
    publish(1, 1);
    publisher.poll();
    port.dropNext = 3;
    publish(2, 4);
    pump.advance(Duration.ofSeconds(6));
    port.holding = true;
    pump.whenItWaits(() -> {});
    pump.whenItWaits(
        () -> {
          port.deliver();
          port.holding = false;
          server.rollBackTo(1);
          server.reconnect();
        });
    publisher.poll();
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 4));
    assertThat(window.isEmpty()).isTrue();
  }

  /** What had the newest message's place, and was consumed, may have been somebody else's. */
  @Test
  void readsAgainWhereNothingTellsWhatAServerThatWasAwayHasLost() {
    publish(1, 3);
    publisher.poll();
    server.rollBackTo(2);
    server.strayPublish("db.other");
    server.messages.clear();
    server.reconnect();
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }
}
