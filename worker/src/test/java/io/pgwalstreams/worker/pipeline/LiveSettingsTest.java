package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.Epoch;
import io.pgwalstreams.worker.resume.Observation;
import io.pgwalstreams.worker.resume.SkipGate;
import io.pgwalstreams.worker.resume.StartPlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Settings that change at any moment of a session: the stream holds what one of them wants. */
class LiveSettingsTest {
  private static final String OLD = "0000000000000001";
  private static final String NEW = "0000000000000002";
  private static final Position AT = new Position(new Lsn(100), 1);
  private static final TransactionId TRANSACTION = new TransactionId(new Lsn(100), 7, 100);
  private static final Anchor.SourceIdentity SOURCE = new Anchor.SourceIdentity("7", 1, 17);

  private final ModelJetStream server = new ModelJetStream();
  private final ModelPump pump = new ModelPump();
  private final RecordingListener listener = new RecordingListener();
  private final Control control = new Control(pump::nanoTime);
  private final ModelWalsender walsender = new ModelWalsender();
  private PipelineSettings inForce = settings(1);
  private int attempts;

  /** The old mapping wants every message, the new one those called "kept". */
  private record Named(String id) implements Mapping {
    @Override
    public boolean wants(Change change) {
      return id.equals(OLD) || ((Change.Message) change).prefix().equals("kept");
    }

    @Override
    public Event encode(Change change) {
      return new Event(
          change.position(),
          change.transaction(),
          "id-" + change.position(),
          "db." + id,
          change.position().toString().getBytes(StandardCharsets.UTF_8),
          new Event.Label("", "", "message"));
    }
  }

  private static Mapping mapping(PipelineSettings s) {
    return new Named(s.generation() == 1 ? OLD : NEW);
  }

  private static PipelineSettings settings(long generation) {
    return new PipelineSettings(
        "test",
        generation,
        "slot",
        false,
        null,
        List.of("p"),
        "db",
        false,
        "db",
        PipelineSettings.Delivery.EXACTLY_ONCE,
        Duration.ofMinutes(2),
        1 << 20,
        PipelineSettings.Oversized.HALT,
        PipelineSettings.OnGap.HALT,
        Map.of(),
        List.of(),
        List.of("*"),
        null,
        Set.of());
  }

  /** What the stream holds: the change {@link #AT}, compared or not, and {@code more} behind it. */
  private static StartPlan.Skip skip(boolean compare, long more) {
    var stored =
        new Observation.OwnMessage(
            1,
            new EventHeader("7", 1, AT, TRANSACTION, OLD, 1, null, null),
            false,
            "db." + OLD,
            AT.toString().getBytes(StandardCharsets.UTF_8));
    return new StartPlan.Skip(
        AT,
        TRANSACTION,
        compare ? Optional.of(stored) : Optional.empty(),
        false,
        more,
        new Lsn(1000));
  }

  /** A session's parts, and its turns without the waiting. */
  private final class Turns {
    final Anchor start =
        new Anchor(
            1,
            AT,
            TRANSACTION,
            AT,
            AT.lsn(),
            new Anchor.StreamIdentity(server.created, ""),
            SOURCE,
            OLD,
            new Epoch(1, Epoch.SETTLED),
            false);
    final ConfirmSchedule schedule = new ConfirmSchedule(new Lsn(50));
    final LiveSettings live;
    final Window window;
    final Feed feed;
    final ChainedPublisher publisher;
    final AnchoredProgress progress;
    final Checkpoints checkpoints;

    Turns(StartPlan.Skip skip) {
      server.last = 1 + skip.more();
      var port = server.port();
      Mapping mapping = mapping(inForce);
      live =
          new LiveSettings(
              inForce, mapping, control, LiveSettingsTest::mapping, listener, s -> inForce = s);
      window = new Window(new Accounted(server.last, AT, TRANSACTION, AT, start.limit()));
      long revision = server.checkpoints.isEmpty() ? 0 : server.checkpoints.getFirst().revision();
      checkpoints = new Checkpoints(port, listener, schedule, revision, start);
      publisher =
          new ChainedPublisher(
              port,
              pump,
              listener,
              new Chain("db", start.stream(), SOURCE, 1 << 20, () -> ++attempts),
              window,
              start,
              mapping.id(),
              () -> checkpoints.acknowledged().sequence());
      progress =
          new AnchoredProgress(
              window, checkpoints, schedule, live::holdBack, this::anchor, skip.more());
      feed = new Feed(walsender, new SkipGate(skip, AT.lsn()), mapping);
    }

    private Anchor anchor(Accounted done) {
      return new Anchor(
          done.sequence(),
          done.position(),
          done.transaction(),
          done.previous(),
          done.limit(),
          start.stream(),
          SOURCE,
          live.anchorMapping(window),
          publisher.epoch(),
          false);
    }

    void turn() {
      pump.advance(Duration.ofSeconds(6));
      publisher.poll();
      while (publisher.hasRoom() && !live.holdsReading(feed)) {
        FeedItem item = feed.next();
        if (item == null) {
          break;
        }
        take(item);
      }
      progress.turn(pump.nanoTime(), false);
      live.turn(feed, window, publisher, progress, pump.nanoTime());
    }

    private void take(FeedItem item) {
      switch (item) {
        case FeedItem.Publish(var event, Lsn lastEnd) -> publisher.publish(event, lastEnd);
        case FeedItem.CaughtUp(var event) -> {
          publisher.continueBehind(event.position());
          progress.caughtUp(event);
        }
        case FeedItem.Ended(var transaction) -> progress.ended(transaction);
        case FeedItem.Reached(Lsn end, boolean reply) -> progress.reached(end);
      }
    }

    Turns turns(int n) {
      for (int i = 0; i < n; i++) {
        turn();
      }
      return this;
    }
  }

  @Test
  void theReferenceIsComparedUnderTheMappingItWasPublishedWith() {
    control.apply(settings(2));
    var session = new Turns(skip(true, 0)).turns(3); // PostgreSQL has not sent anything yet.
    assertThat(inForce.generation()).isEqualTo(1);
    walsender.transaction(100, "left out by the new mapping");
    walsender.transaction(200, "kept");
    session.turns(3);
    assertThat(server.bodies()).containsExactly("0/C8/1");
  }

  @Test
  void settingsComeIntoForceBehindTheReferenceThoughNothingFollowsIt() {
    control.apply(settings(2));
    var session = new Turns(skip(true, 0));
    walsender.transaction(100, "left out by the new mapping");
    session.turns(3);
    assertThat(inForce.generation()).isEqualTo(2);
  }

  @Test
  void storedEventsAreCountedUnderTheMappingTheyWerePublishedWith() {
    var session = new Turns(skip(false, 3));
    walsender.transaction(100, "a");
    walsender.transaction(200, "kept");
    session.turns(2);
    control.apply(settings(2));
    session.turns(2);
    assertThat(inForce.generation()).isEqualTo(1);
    walsender.transaction(300, "left out by the new mapping");
    walsender.transaction(400, "left out by the new mapping");
    walsender.transaction(500, "kept");
    session.turns(5);
    walsender.transaction(600, "kept");
    session.turns(5);
    assertThat(server.bodies()).containsExactly("0/1F4/1", "0/258/1");
    assertThat(inForce.generation()).isEqualTo(2);
  }

  @Test
  void settingsThatWaitWhenASessionEndsAreTakenUpByTheNext() {
    var first = new Turns(skip(true, 0));
    walsender.begin(100, "a", "b");
    first.turns(2);
    control.apply(settings(2));
    first.turns(3); // In the middle of a transaction; then the connection is lost.
    assertThat(inForce.generation()).isEqualTo(1);
    var second = new Turns(skip(true, 0));
    walsender.transaction(100, "a");
    second.turns(3);
    assertThat(inForce.generation()).isEqualTo(2);
    assertThat(control.wanted()).isNull();
  }

  @Test
  void settingsThatAreTakenBackBeforeTheyAreInForceChangeNothing() {
    var session = new Turns(skip(true, 0));
    walsender.begin(100, "a");
    control.apply(settings(2));
    session.turns(2);
    control.apply(settings(1));
    session.turns(2);
    walsender.commit(100);
    walsender.transaction(200, "left out by the new mapping");
    session.turns(3);
    assertThat(server.bodies()).containsExactly("0/C8/1");
    assertThat(control.wanted()).isNull();
  }

  @Test
  void theNewestOfSeveralSettingsComesIntoForce() {
    control.apply(settings(2));
    control.applied(settings(1));
    assertThat(control.wanted()).isEqualTo(settings(2));
    control.apply(settings(3));
    control.applied(settings(2));
    assertThat(control.wanted()).isEqualTo(settings(3));
    control.applied(settings(3));
    assertThat(control.wanted()).isNull();
  }
}
