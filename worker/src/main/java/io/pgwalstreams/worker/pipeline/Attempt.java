package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.pipeline.Connections.SlotWatch;
import io.pgwalstreams.worker.pipeline.PipelineListener.Side;
import io.pgwalstreams.worker.replication.ReplicationSource;
import io.pgwalstreams.worker.replication.ReplicationSource.SystemIdentity;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.Consent;
import io.pgwalstreams.worker.resume.Decision;
import io.pgwalstreams.worker.resume.DecisionTable;
import io.pgwalstreams.worker.resume.Gap;
import io.pgwalstreams.worker.resume.Observation;
import io.pgwalstreams.worker.resume.Observation.Slot;
import io.pgwalstreams.worker.resume.StartPlan;
import io.pgwalstreams.worker.resume.TailScan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: observe, decide, write the first anchor, start; or wait, create what is missing,
 * halt. One thread.
 */
final class Attempt implements AutoCloseable {
  private static final int LOOKS = 2;

  private final Connections connections;
  private final MappingFactory mappings;
  private final Control control;
  private final PipelineListener listener;
  private final WaitClock clock;
  private final Pump pump;
  private final StreamGate gate;
  private final HaltMemory memory = new HaltMemory();
  private final Takeover takeover;
  private PipelineSettings settings;
  private @Nullable JetStreamPort port;
  private @Nullable Position position;
  private long epoch;
  private int attempts;
  private int looks;
  private boolean connected;

  Attempt(
      PipelineSettings settings,
      Connections connections,
      MappingFactory mappings,
      Control control,
      PipelineListener listener,
      WaitClock clock) {
    this.settings = settings;
    this.connections = connections;
    this.mappings = mappings;
    this.control = control;
    this.listener = listener;
    this.clock = clock;
    this.pump = new IdlePump(control, listener, clock);
    this.gate = new StreamGate(pump, listener);
    this.takeover = new Takeover(pump, listener);
  }

  /** Runs until the session ends. {@code streaming} is called when events flow. */
  void run(Runnable streaming) {
    takeSettings();
    JetStreamPort nats = jetStream();
    // Connected from here on: max_payload is known only then.
    pump.await(nats.stream());
    try (SlotWatch watch = connections.watch();
        ReplicationSource walsender = walsender()) {
      Observation.Source source = source(watch, walsender);
      var start =
          new StartContext(
              settings,
              nats,
              watch,
              walsender,
              source,
              mappings.of(settings, source.identity().system(), nats.maxPayload()),
              mappings,
              control,
              listener,
              clock,
              () -> ++attempts,
              () -> {
                memory.forget();
                streaming.run();
              },
              applied -> settings = applied);
      start.alignFailover();
      if (settings.delivery() == PipelineSettings.Delivery.EXACTLY_ONCE) {
        exactlyOnce(start);
      } else {
        atLeastOnce(start);
      }
    }
  }

  private ReplicationSource walsender() {
    ReplicationSource made = connections.walsender();
    if (connected) {
      listener.reconnected(Side.POSTGRES);
    }
    connected = true;
    return made;
  }

  /**
   * Where a session was already, the next one takes other settings up while events flow: it begins
   * under the mapping of the stream's end, so it may count events, and needs no new epoch.
   */
  private void takeSettings() {
    if (attempts == 0) {
      settings = newest();
      control.applied(settings);
    }
  }

  private PipelineSettings newest() {
    PipelineSettings wanted = control.wanted();
    return wanted == null ? settings : wanted;
  }

  private JetStreamPort jetStream() {
    JetStreamPort now = port;
    if (now == null) {
      now = connections.jetStream();
      Thread thread = Thread.currentThread();
      now.onAnswer(() -> java.util.concurrent.locks.LockSupport.unpark(thread));
      now.onReconnect(() -> listener.reconnected(Side.NATS));
      port = now;
    }
    while (now.poll() != null) {
      // Answers to an earlier session say nothing about this one.
    }
    return now;
  }

  private static Observation.Source source(SlotWatch watch, ReplicationSource walsender) {
    Slot slot = watch.slot();
    SystemIdentity id = walsender.identifySystem();
    return new Observation.Source(
        new Anchor.SourceIdentity(id.systemIdentifier(), id.timeline(), watch.major()),
        id.timeline() > 1 ? walsender.timelineHistory(id.timeline()) : java.util.List.of(),
        id.walEnd(),
        slot);
  }

  private void exactlyOnce(StartContext start) {
    boolean anchored = gate.prepareBucket(start.nats());
    Observer.Seen seen =
        new Observer(start.nats(), pump)
            .observe(start.source(), settings, start.mapping().id(), anchored, memory.found())
            .endingAt(start.walsender().identifySystem().walEnd());
    fence(seen);
    refuseAnothers(start.nats(), seen);
    memory.decided();
    takeover.look(seen, start.nats());
    position = seen.observation().lastKnown();
    Decision decision = DecisionTable.decide(seen.observation(), consent());
    switch (decision) {
      case Decision.Wait(Failure why) -> throw why.asException();
      case Decision.CreateStream() -> gate.create(start.nats());
      case Decision.CreateSlot() -> createSlot();
      case Decision.RecreateSlot(Gap gap) -> {
        // Before, for whoever comes behind it without knowing of the gap finds the slot too far on.
        if (!takeover.waits(seen, start.nats())) {
          recreateSlot(gap);
        }
      }
      case Decision.Halt h -> halt(h, start.nats(), seen);
      case Decision.Start(StartPlan plan) -> {
        looks = 0;
        gate.verify(seen.observation().stream().orElseThrow(), settings);
        if (!plan.differs() || !takeover.waits(seen, start.nats())) {
          chained(
              new ChainedStart(start, seen, plan, () -> !takeover.isFeared(seen)), start.nats());
        }
      }
    }
  }

  /** Whoever has an anchor of its own may go on: the stream was its own then. */
  private void refuseAnothers(JetStreamPort nats, Observer.Seen seen) {
    if (seen.anchored() && seen.observation().newest().isEmpty()) {
      seen.observation().stream().ifPresent(s -> gate.refuseAnothers(nats, s));
    }
  }

  /**
   * Looks twice: what was read may be older than what another worker, or a leader that has just
   * changed, knows. Not where the second look would find that what was wrong has passed away.
   */
  private void halt(Decision.Halt found, JetStreamPort nats, Observer.Seen seen) {
    if (++looks < LOOKS && !found.passesAway()) {
      throw new Restart("looking again before halting: " + found.why().message(), null);
    }
    memory.halt(found);
    if (found.passesAway()) {
      seen.observation()
          .newest()
          .filter(a -> a.halt() == null)
          .ifPresent(a -> keep(a.keeping(found.why()), nats, seen));
    }
    throw found.why().asException();
  }

  /** Whether it can be written or not, the halt stands: another look may find nothing. */
  private void keep(Anchor halted, JetStreamPort nats, Observer.Seen seen) {
    try {
      seen.write(halted, nats, pump);
    } catch (FailureException e) {
      listener.notice(e.failure());
    } catch (Restart another) {
      listener.restarting(another.getMessage());
    }
  }

  private void chained(ChainedStart start, JetStreamPort nats) {
    start.claim(pump);
    epoch = start.epoch().number();
    try {
      start.run();
    } finally {
      takeover.left(start, nats);
    }
  }

  private void createSlot() {
    connections.createSlot(listener::waiting, control::stopping);
    if (!control.stopping()) {
      listener.did("slot '" + settings.slot() + "' created");
    }
    listener.recovered();
  }

  private void recreateSlot(Gap gap) {
    connections.dropSlot();
    createSlot();
    memory.find(gap.why());
    listener.gap(gap.id(), gap.why(), gap.from(), gap.to());
  }

  private void fence(Observer.Seen seen) {
    long stored = seen.observation().newest().map(a -> a.epoch().number()).orElse(0L);
    if (epoch != 0 && stored > epoch) {
      throw Reason.Fenced.because(
              "epoch " + stored + " has begun, this worker's is " + epoch,
              "stop this worker: another one with other settings publishes this WalStream")
          .asException();
    }
  }

  private Consent consent() {
    return newest().consent();
  }

  private void atLeastOnce(StartContext start) {
    switch (start.source().slot()) {
      case Slot.Busy busy -> throw busy.why().asException();
      case Slot.Gone gone -> {
        if (firstStart(start, gone)) {
          createSlot();
          return;
        }
        Failure why =
            DecisionTable.slotGone(
                gone.why(),
                start.source().identity().system(),
                lastOwn(start).map(m -> m.header().position()));
        String id = DecisionTable.haltId(why);
        if (!consent().accepts(id)) {
          memory.halt(new Decision.Halt("P1", why, id, true));
          throw why.asException();
        }
        recreateSlot(new Gap(id, why, null, start.source().walEnd()));
      }
      case Slot.Free(Lsn confirmed) -> {
        Optional<StreamState> stream = pump.await(start.nats().stream());
        if (stream.isEmpty() && settings.createStream()) {
          gate.create(start.nats());
        } else if (stream.isEmpty()) {
          throw Reason.StreamMissing.because(
                  "stream '" + settings.stream() + "' does not exist",
                  "create it, or set nats.stream.createIfMissing")
              .asException();
        } else {
          gate.verify(stream.get(), settings);
          try {
            new SharedStart(start, stream.get(), confirmed).run();
          } finally {
            start.nats().discard(); // It comes again, in front of what follows it.
          }
        }
      }
    }
  }

  /** Nothing of ours was ever published, so a slot that is not there was never there. */
  private boolean firstStart(StartContext start, Slot.Gone gone) {
    return settings.createSlot()
        && gone.why().reason() == Reason.SlotMissing
        && lastOwn(start).isEmpty();
  }

  private Optional<Observation.OwnMessage> lastOwn(StartContext start) {
    return pump.await(start.nats().stream()).isEmpty()
        ? Optional.empty()
        : pump.await(start.nats().lastBySubject(settings.subjectPrefix() + ".>"))
            .flatMap(TailScan::own);
  }

  /** True when the failure is a gap that was accepted: the next attempt goes on behind it. */
  boolean accepts(Failure why) {
    return memory.takes(why) && consent().accepts(memory.idOf(why));
  }

  String haltId(Failure why) {
    return memory.idOf(why);
  }

  boolean isAcceptable(Failure why) {
    return memory.isAcceptable(why);
  }

  /** The last change that the stream is known to hold; null before one was found. */
  @Nullable Position position() {
    return position;
  }

  @Override
  public void close() {
    JetStreamPort now = port;
    if (now != null) {
      now.close();
    }
  }
}
