package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.replication.ReplicationStream;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.Epoch;
import io.pgwalstreams.worker.resume.Gap;
import io.pgwalstreams.worker.resume.Observation;
import io.pgwalstreams.worker.resume.SkipGate;
import io.pgwalstreams.worker.resume.StartPlan;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts a session that publishes exactly once: first anchor, START_REPLICATION, gap event if one
 * was accepted. One thread.
 */
final class ChainedStart {
  private final StartContext context;
  private final Observer.Seen seen;
  private final StartPlan plan;
  private final StreamState stream;
  private final Window window;
  private final BooleanSupplier settled;
  private long revision;
  private @Nullable Checkpoints checkpoints;

  /**
   * {@code settled}: nobody else's message can come any more that another mapping would not make.
   */
  ChainedStart(StartContext context, Observer.Seen seen, StartPlan plan, BooleanSupplier settled) {
    this.settled = settled;
    this.context = context;
    this.seen = seen;
    this.plan = plan;
    this.stream = seen.observation().stream().orElseThrow();
    this.window = new Window(accounted());
  }

  /** The epoch that the session publishes in. */
  Epoch epoch() {
    return plan.anchor().epoch();
  }

  /** The revision of the checkpoint that is known to be written last. */
  long revision() {
    Checkpoints written = checkpoints;
    return written == null ? revision : written.revision();
  }

  /** The highest sequence that was ever used. */
  long lastSent() {
    return window.lastSent();
  }

  /**
   * Writes the first anchor by compare-and-set: this proves what was read fresh, and fences an
   * earlier worker.
   */
  void claim(Pump pump) {
    revision = seen.anchored() ? seen.write(firstAnchor(), context.nats(), pump) : 0;
  }

  private Anchor firstAnchor() {
    Anchor a = plan.anchor();
    return plan.gap().map(a::announcing).orElse(a);
  }

  /** Runs until the session ends; its place is claimed. */
  void run() {
    tell();
    try (ReplicationStream walsender =
        context
            .walsender()
            .start(context.settings().slot(), plan.start(), context.settings().startOptions())) {
      Session session = context.session(walsender);
      LiveSettings live = context.live(settled);
      var confirms = new ConfirmSchedule(confirmed());
      var written =
          new Checkpoints(context.nats(), context.listener(), confirms, revision, firstAnchor());
      checkpoints = written;
      var look = new SecondLook(context.nats(), confirms, live::holdBack);
      ChainedPublisher publisher = publisher(session, written);
      Progress progress =
          seen.anchored()
              ? new AnchoredProgress(
                  window, written, look, anchors(publisher, live), plan.skip().more())
              : new DirectProgress(window, confirms, look, this::kept, true, plan.skip().more());
      Feed feed = context.feed(walsender, new SkipGate(plan.skip(), plan.start()));
      var work = new Session.Work(feed, publisher, progress, live);
      session.prepare(work);
      publishGap(publisher, progress, session);
      context.streaming().run();
      context.listener().applied(context.settings().generation(), context.mapping().id());
      session.run(work);
    }
  }

  private Kept kept() {
    return new Kept(window.storedUpTo(), plan.anchor().stream(), null, null);
  }

  private ChainedPublisher publisher(Session session, Checkpoints written) {
    var chain =
        new Chain(
            stream.name(),
            plan.anchor().stream(),
            context.source().identity(),
            context.settings().maxInFlightBytes(),
            context.attempts());
    return new ChainedPublisher(
        context.nats(),
        session,
        context.listener(),
        chain,
        window,
        plan.anchor(),
        context.mapping().id(),
        seen.anchored() ? () -> written.acknowledged().sequence() : window::lastSent);
  }

  /** A start is decided for a slot that nobody reads from. */
  private Lsn confirmed() {
    return switch (context.source().slot()) {
      case Observation.Slot.Free(Lsn confirmed) -> confirmed;
      case Observation.Slot.Busy busy -> throw busy.why().asException();
      case Observation.Slot.Gone gone -> throw gone.why().asException();
    };
  }

  private Accounted accounted() {
    Anchor a = plan.anchor();
    return new Accounted(
        plan.lastSequence(), a.position(), a.transaction(), a.previous(), a.limit());
  }

  private Function<Accounted, Anchor> anchors(ChainedPublisher publisher, LiveSettings live) {
    return done ->
        done.anchor(
            plan.anchor().stream(),
            context.source().identity(),
            live.anchorMapping(),
            publisher.epoch());
  }

  private void publishGap(ChainedPublisher publisher, Progress progress, Session session) {
    plan.gap()
        .ifPresent(
            gap -> {
              Anchor from = plan.anchor();
              publisher.publishGap(gapEvent(gap, from), from.limit());
              progress.gapPublished(from.transaction());
              while (!progress.settle(session.nanoTime())) {
                session.pause(java.time.Duration.ofMillis(5));
              }
              context.listener().gap(gap.id(), gap.why(), gap.from(), gap.to());
            });
  }

  private Event gapEvent(Gap gap, Anchor from) {
    return GapEvent.of(
        gap,
        from.position(),
        from.transaction(),
        context.settings().subjectPrefix(),
        context.source());
  }

  private void tell() {
    context.tellStream(stream);
    plan.notices().stream()
        .filter(n -> plan.gap().map(g -> !g.why().equals(n)).orElse(true))
        .forEach(context.listener()::notice);
    context
        .listener()
        .starting(
            plan.row(),
            sentence(),
            new PipelineListener.Start(
                context.source().identity().system(),
                context.source().identity().timeline(),
                plan.start(),
                plan.lastSequence(),
                plan.anchor().epoch().number(),
                context.mapping().id(),
                plan.mayRepeat(),
                stream.inspectable(),
                seen.anchored()));
  }

  private String sentence() {
    if (plan.skip().upTo() == null) {
      return (plan.gap().isEmpty() ? "first start" : "behind an accepted gap")
          + ": from the slot's position "
          + plan.start()
          + " behind stream sequence "
          + plan.lastSequence();
    }
    String counted =
        plan.skip().more() > 0 ? ", then passing " + plan.skip().more() + " counted events" : "";
    return "stream sequence "
        + plan.lastSequence()
        + " holds everything up to "
        + plan.skip().upTo().sentence()
        + ": reading again from "
        + plan.start()
        + counted;
  }
}
