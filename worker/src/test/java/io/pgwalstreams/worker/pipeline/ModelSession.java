package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.AnchorCodec;
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

/**
 * A session's parts, and its turns without the waiting. The stream holds the change {@link #AT}
 * already, and some behind it. Settings of generation 1 have the old mapping, others the new one.
 */
final class ModelSession {
  static final String OLD = "0000000000000001";
  static final String NEW = "0000000000000002";
  private static final Position AT = new Position(new Lsn(100), 1);
  private static final TransactionId TRANSACTION = new TransactionId(new Lsn(100), 7, 100);
  private static final Anchor.SourceIdentity SOURCE = new Anchor.SourceIdentity("7", 1, 17);

  /** What outlives a session. */
  static final class World {
    final ModelJetStream server = new ModelJetStream();
    final ModelPump pump = new ModelPump();
    final RecordingListener listener = new RecordingListener();
    final Control control = new Control(pump::nanoTime);
    final ModelWalsender walsender = new ModelWalsender();
    PipelineSettings inForce = settings(1);

    /** False while another worker's messages may come. */
    boolean settled = true;

    private int attempts;

    /** A session that compares the change that the stream holds. */
    ModelSession comparing() {
      return new ModelSession(this, Optional.of(stored()), 0);
    }

    /** A session that counts events which the stream holds behind a change that is gone from it. */
    ModelSession counting(long more) {
      return new ModelSession(this, Optional.empty(), more);
    }
  }

  /** The old one wants every message, the new one those called "kept". */
  private record Named(String id) implements Mapping {
    static Mapping of(PipelineSettings s) {
      return new Named(s.generation() == 1 ? OLD : NEW);
    }

    @Override
    public boolean wants(Change change) {
      return id.equals(OLD) || ((Change.Message) change).prefix().equals("kept");
    }

    @Override
    public Event encode(Change change, Event into) {
      return new Event(
          change.position(),
          change.transaction(),
          "db." + id,
          Body.of(
              "id-" + change.position(),
              change.position().toString().getBytes(StandardCharsets.UTF_8)),
          new Event.Label("", "", "message"));
    }
  }

  /** Its connection to the server. */
  final ModelJetStream.Port port;

  private final World world;
  private final Anchor start;
  private final LiveSettings live;
  private final Window window;
  private final Checkpoints checkpoints;
  private final ChainedPublisher publisher;
  private final AnchoredProgress progress;
  private final Feed feed;

  private ModelSession(World world, Optional<Observation.OwnMessage> compared, long more) {
    this.world = world;
    this.start = start(world.server.created);
    world.server.last = 1 + more;
    this.port = world.server.port();
    var newest = world.server.checkpoints.peekFirst();
    var schedule = new ConfirmSchedule(new Lsn(50));
    Mapping mapping = Named.of(world.inForce);
    live =
        new LiveSettings(
            world.inForce,
            mapping,
            world.control,
            Named::of,
            () -> world.settled,
            world.listener,
            s -> world.inForce = s);
    window = new Window(new Accounted(world.server.last, AT, TRANSACTION, AT, start.limit()));
    checkpoints =
        new Checkpoints(
            port, world.listener, schedule, newest == null ? 0 : newest.revision(), start);
    publisher =
        new ChainedPublisher(
            port,
            world.pump,
            world.listener,
            new Chain("db", start.stream(), SOURCE, 1 << 20, () -> ++world.attempts),
            window,
            start,
            mapping.id(),
            () -> checkpoints.acknowledged().sequence());
    progress =
        new AnchoredProgress(
            window,
            checkpoints,
            new SecondLook(port, schedule, live::holdBack),
            this::anchor,
            more);
    var skip = new StartPlan.Skip(AT, TRANSACTION, compared, false, more, new Lsn(1000));
    feed = new Feed(world.walsender, new SkipGate(skip, AT.lsn()), mapping);
  }

  static PipelineSettings settings(long generation) {
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

  private static Observation.OwnMessage stored() {
    return new Observation.OwnMessage(
        1,
        new EventHeader("7", 1, AT, TRANSACTION, OLD, 1, null, null),
        false,
        "db." + OLD,
        AT.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Anchor start(String streamCreated) {
    return new Anchor(
        1,
        AT,
        TRANSACTION,
        AT,
        AT.lsn(),
        new Anchor.StreamIdentity(streamCreated, ""),
        SOURCE,
        OLD,
        new Epoch(1, Epoch.SETTLED),
        null);
  }

  private Anchor anchor(Accounted done) {
    return done.anchor(start.stream(), SOURCE, live.anchorMapping(), publisher.epoch());
  }

  /** The anchor that a start would find. */
  Anchor newestAnchor() {
    var newest = world.server.checkpoints.peekFirst();
    return newest == null ? start : AnchorCodec.decode(newest.value());
  }

  ModelSession turns(int n) {
    for (int i = 0; i < n; i++) {
      turn();
    }
    return this;
  }

  /** The same parts, for a real session. */
  Session.Work work() {
    return new Session.Work(feed, publisher, progress, live);
  }

  private void turn() {
    world.pump.advance(Duration.ofSeconds(6));
    publisher.poll();
    while (publisher.hasRoom() && !live.holdsReading(feed)) {
      FeedItem item = feed.next();
      if (item == null) {
        break;
      }
      take(item);
    }
    progress.turn(world.pump.nanoTime(), Progress.Haste.NONE);
    live.turn(feed, window, publisher, progress, world.pump.nanoTime());
  }

  private void take(FeedItem item) {
    switch (item) {
      case FeedItem.Publish p -> {
        var event = p.event();
        // Events behind an anchor are counted under the mapping that it names.
        assertThat(event.subject()).isEqualTo("db." + newestAnchor().mapping());
        publisher.publish(event, p.lastEnd());
      }
      case FeedItem.CaughtUp(var event) -> {
        publisher.continueBehind(event.position());
        progress.caughtUp(event);
      }
      case FeedItem.Ended(var transaction) -> progress.ended(transaction);
      case FeedItem.Reached(Lsn end, boolean reply) -> progress.reached(end);
    }
  }
}
