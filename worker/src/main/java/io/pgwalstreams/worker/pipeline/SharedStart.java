package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.replication.ReplicationStream;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.SkipGate;
import io.pgwalstreams.worker.resume.StartPlan;
import java.time.Duration;
import java.util.Optional;

/**
 * Starts a session that publishes at least once: always from the slot. From the stream's last
 * message would lose what failed before it. One thread.
 */
final class SharedStart {
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private final StartContext context;
  private final StreamState stream;
  private final Lsn confirmed;
  private final Duration remembered;

  SharedStart(StartContext context, StreamState stream, Lsn confirmed) {
    this.context = context;
    this.stream = stream;
    this.confirmed = confirmed;
    this.remembered = Duration.ofMillis(stream.duplicateWindowMillis()).minus(MARGIN);
  }

  void run() {
    tell();
    try (ReplicationStream walsender =
        context
            .walsender()
            .start(context.settings().slot(), confirmed, context.settings().startOptions())) {
      Session session = context.session(walsender);
      LiveSettings live = context.live(() -> true);
      Window window =
          new Window(new Accounted(0, new Position(confirmed, 0), null, null, confirmed));
      var publisher =
          new IdempotentPublisher(
              context.nats(),
              session,
              context.listener(),
              new Chain(
                  stream.name(),
                  Anchor.StreamIdentity.of(stream),
                  context.source().identity(),
                  context.settings().maxInFlightBytes(),
                  context.attempts()),
              window,
              context.mapping().id());
      var confirms = new ConfirmSchedule(confirmed);
      var look = new SecondLook(context.nats(), confirms, () -> holdBack(live.holdBack()));
      Progress progress = new DirectProgress(window, confirms, look, publisher::kept, false, 0);
      var skip =
          new StartPlan.Skip(null, null, Optional.empty(), false, 0, context.source().walEnd());
      var work =
          new Session.Work(
              context.feed(walsender, new SkipGate(skip, confirmed)), publisher, progress, live);
      session.prepare(work);
      context.streaming().run();
      context.listener().applied(context.settings().generation(), context.mapping().id());
      session.run(work);
    }
  }

  /** Holding back pays only while the stream still recognises what is then published again. */
  private Duration holdBack(Duration wanted) {
    return remembered.compareTo(wanted) > 0 ? wanted : Duration.ZERO;
  }

  private void tell() {
    context.tellStream(stream);
    context
        .listener()
        .starting(
            "AtLeastOnce",
            "from the slot's position "
                + confirmed
                + "; stream '"
                + stream.name()
                + "' forgets repeats within "
                + Duration.ofMillis(stream.duplicateWindowMillis()).toSeconds()
                + " s",
            new PipelineListener.Start(
                context.source().identity().system(),
                context.source().identity().timeline(),
                confirmed,
                stream.lastSequence(),
                1,
                context.mapping().id(),
                true,
                stream.inspectable(),
                false));
  }
}
