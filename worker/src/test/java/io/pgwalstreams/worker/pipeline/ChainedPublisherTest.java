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
import io.pgwalstreams.worker.resume.Epoch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainedPublisherTest {
  private static final String MAPPING = "00000000deadbeef";

  private final ModelJetStream server = new ModelJetStream();
  private final ModelJetStream.Port port = server.port();
  private final ModelPump pump = new ModelPump();
  private final RecordingListener listener = new RecordingListener();
  private int attempts;
  private ChainedPublisher publisher = publisher(new Epoch(1, Epoch.SETTLED));

  private ChainedPublisher publisher(Epoch epoch) {
    var source = new Anchor.SourceIdentity("7", 1, 17);
    var start =
        new Anchor(
            0,
            new Position(new Lsn(1), 0),
            null,
            null,
            new Lsn(1),
            new Anchor.StreamIdentity(server.created, ""),
            source,
            MAPPING,
            epoch,
            null);
    var window = new Window(new Accounted(0, start.position(), null, null, start.limit()));
    var chain = new Chain("db", start.stream(), source, 1 << 20, () -> ++attempts);
    return new ChainedPublisher(
        port, pump, listener, chain, window, start, MAPPING, window::lastSent);
  }

  private void publish(int from, int to) {
    for (int i = from; i <= to; i++) {
      assertThat(publisher.hasRoom()).isTrue();
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
    var names = new ArrayList<String>();
    for (int i = from; i <= to; i++) {
      names.add("e" + i);
    }
    return names;
  }

  @Test
  void storesEventsInOrderAndKnowsIt() {
    publish(1, 5);
    assertThat(publisher.poll()).isTrue();
    assertThat(server.bodies()).isEqualTo(events(1, 5));
    assertThat(publisher.window().accounted().sequence()).isEqualTo(5);
    assertThat(publisher.window().isEmpty()).isTrue();
  }

  @Test
  void aLostMessageInTheMiddleIsMendedWithoutLossOrRepeat() {
    publish(1, 2);
    port.dropNext = 1;
    publish(3, 6);
    publisher.poll();
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 6));
    assertThat(publisher.window().isEmpty()).isTrue();
  }

  @Test
  void sendsNothingNewUntilTheNetworkHasTakenAllThatIsSentAgain() {
    port.dropNext = 5;
    publish(1, 5);
    pump.advance(Duration.ofSeconds(6));
    port.room = 2;
    publisher.poll();
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 2));
    assertThat(publisher.hasRoom()).isFalse();

    port.room = 4;
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 5));
    publish(6, 6);
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 6));
    assertThat(publisher.window().isEmpty()).isTrue();
    assertThat(publisher.hasRoom()).isFalse();
  }

  @Test
  void lostAnswersDoNotRepeatEvents() {
    port.loseAnswers = 3;
    publish(1, 3);
    pump.advance(Duration.ofSeconds(6));
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 3));
    assertThat(publisher.window().isEmpty()).isTrue();
    assertThat(listener.waits).containsExactly(Reason.StreamUnavailable);
    assertThat(listener.recoveries).isOne();
  }

  @Test
  void waitsForAFullStreamAndSkipsNothing() {
    publish(1, 2);
    publisher.poll();
    server.full = true;
    publish(3, 5);
    publisher.poll();
    assertThat(listener.waits).contains(Reason.StreamFull);
    assertThat(publisher.hasRoom()).isFalse();
    server.full = false;
    publisher.poll();
    publisher.poll();
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 5));
    assertThat(listener.recoveries).isPositive();
  }

  @Test
  void waitsForALostConnectionAndGoesOnWithTheFirstUnacknowledgedEvent() {
    publish(1, 2);
    server.connected = false;
    publish(3, 4);
    pump.whenItWaits(() -> {});
    pump.whenItWaits(server::reconnect);
    publisher.poll();
    publisher.poll();
    publisher.poll();
    assertThat(listener.waits).contains(Reason.NatsUnreachable);
    assertThat(server.bodies()).isEqualTo(events(1, 4));
  }

  @Test
  void takesTheSameEventOfAnEarlierWorkerForItsOwn() {
    var zombie = publisher;
    publisher = publisher(new Epoch(1, Epoch.SETTLED));
    zombie.publish(event(1), null);
    while (port.poll() != null) {
      // The zombie's answer goes to the zombie.
    }
    publish(1, 3);
    publisher.poll();
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 3));
  }

  /** To readers it is void once anything of the later epoch is stored before it. */
  @Test
  void takesTheSameEventOfAnEarlierEpochForNoneOfItsOwn() {
    var zombie = publisher;
    publisher = publisher(new Epoch(2, Epoch.NONE_YET));
    zombie.publish(event(1), null);
    while (port.poll() != null) {
      // The zombie's answer goes to the zombie.
    }
    publish(1, 1);
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  @Test
  void knowsThatItsEpochHasBegunThoughTheAnswerIsLost() {
    publisher = publisher(new Epoch(2, Epoch.NONE_YET));
    port.loseAnswers = 1;
    publish(1, 1);
    pump.advance(Duration.ofSeconds(6));
    publisher.poll();
    assertThat(publisher.window().isEmpty()).isTrue();
    assertThat(publisher.epoch()).isEqualTo(new Epoch(2, 1));
  }

  @Test
  void aStrayMessageInItsSeatEndsTheSessionForTheTableToDecide() {
    publish(1, 2);
    publisher.poll();
    server.strayPublish("db.public.t.insert");
    publish(3, 6);
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  /** It does not wait for the acknowledgement that never comes. */
  @Test
  void anAcknowledgementOfASequenceThatNothingInFlightCanHaveMakesItLookAtOnce() {
    publish(1, 2);
    publisher.poll();
    server.heedless = true;
    server.strayPublish("db.public.t.insert");
    publish(3, 3);
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  /** Their acknowledgements look as they should, but for the last, which never comes. */
  @Test
  void messagesThatAreStoredOneTooLowAreFoundWhenTheLastAcknowledgementIsDue() {
    publish(1, 2);
    publisher.poll();
    server.heedless = true;
    port.dropNext = 1;
    publish(3, 6);
    publisher.poll();
    assertThat(publisher.window().messages()).isEqualTo(1);
    pump.advance(Duration.ofSeconds(6));
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  @Test
  void anAcknowledgementThatComesAgainChangesNothing() {
    publish(1, 2);
    publisher.poll();
    port.acknowledgeAgain(2);
    publisher.poll();
    publish(3, 4);
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 4));
    assertThat(attempts).isEqualTo(1);
  }

  @Test
  void aStrayMessageInTheSeatOfALostOneEndsTheSession() {
    publish(1, 5);
    publisher.poll();
    server.rollBackTo(4);
    server.strayPublish("db.public.t.insert");
    server.reconnect();
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  @Test
  void saysNothingOfAnAcknowledgedMessageThatHasExpired() {
    publish(1, 5);
    publisher.poll();
    server.messages.clear();
    server.reconnect();
    publisher.poll();
    assertThat(listener.notices).isEmpty();
  }

  @Test
  void aStreamThatWentBackEndsTheSession() {
    publish(1, 5);
    publisher.poll();
    server.rollBackTo(3);
    publish(6, 6);
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  @Test
  void aStreamMadeAnewEndsTheSession() {
    publish(1, 1);
    publisher.poll();
    server.created = "2026-03-03T00:00:00Z";
    server.last = 0;
    server.messages.clear();
    publish(2, 2);
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  @Test
  void keepsOneMessageInFlightInAnUnsettledEpoch() {
    publisher = publisher(new Epoch(2, Epoch.NONE_YET));
    port.holding = true;
    publish(1, 1);
    assertThat(publisher.hasRoom()).isFalse();
    port.deliver();
    publisher.poll();
    assertThat(publisher.hasRoom()).isTrue();
    assertThat(publisher.epoch()).isEqualTo(new Epoch(2, 1));
  }

  @Test
  void endsAtARefusalThatAPersonMustMend() {
    server.exists = false;
    publish(1, 1);
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
    assertThat(listener.waits).contains(Reason.StreamUnavailable);
  }

  @Test
  void refusalsOfPolicyEndThePublishing() {
    var refused =
        new io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer.Refused(
            new io.pgwalstreams.worker.jetstream.JetStreamPort.Token(1, 1), 10060, "other");
    assertThat(Refusals.failure(refused, "db").reason()).isEqualTo(Reason.StreamSubjectsMissing);
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(
            () -> {
              throw Refusals.failure(refused, "db").asException();
            });
  }

  @Test
  void stopsReadingWhenTheWindowIsFullOfBytes() {
    port.holding = true;
    int sent = 0;
    while (publisher.hasRoom()) {
      publisher.publish(event(++sent), null);
    }
    assertThat(publisher.window().bytes()).isGreaterThanOrEqualTo(1 << 20);
    assertThat(sent).isLessThan(Epoch.WINDOW);
  }

  @Test
  void looksForALostTailWhenTheServerIsBackThoughNothingIsToBePublished() {
    publish(1, 5);
    publisher.poll();
    server.connected = false;
    publisher.poll();
    assertThat(listener.waits).containsExactly(Reason.NatsUnreachable);
    server.rollBackTo(3);
    server.reconnect();
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  @Test
  void looksForALostTailThoughTheServerWasAwayBetweenTwoLooks() {
    publish(1, 5);
    publisher.poll();
    server.rollBackTo(3);
    server.reconnect();
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
  }

  @Test
  void goesOnWhenTheServerIsBackWithAllThatItHad() {
    publish(1, 5);
    publisher.poll();
    server.connected = false;
    publisher.poll();
    server.reconnect();
    publisher.poll();
    assertThat(listener.recoveries).isEqualTo(1);
    publish(6, 8);
    publisher.poll();
    assertThat(server.bodies()).isEqualTo(events(1, 8));
  }

  @Test
  void takesNoAnswerToAnEarlierSessionForItsOwn() {
    port.holding = true;
    publish(1, 2);
    publisher = publisher(new Epoch(1, Epoch.SETTLED));
    publish(11, 12);
    port.deliver();
    assertThatExceptionOfType(Restart.class).isThrownBy(publisher::poll);
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
}
