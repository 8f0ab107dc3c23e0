package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.simulation.SimTransaction.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One history: a load, and faults at their times. Everything follows from the seed and the plan,
 * and the plan from the seed unless another one is given.
 */
final class History {
  private static final long SECOND = 1_000_000_000L;
  private static final long LENGTH = 120 * SECOND;
  private static final long SETTLE = 900 * SECOND;

  /** How much of its newest work a store may lose, which is below the hold-back. */
  private static final long UNSYNCED = 100 * SECOND;

  /** What goes wrong. */
  enum Kind {
    KILL,
    POSTGRES_RESTART,
    POSTGRES_DISCONNECT,
    NATS_DISCONNECT,
    NATS_RESTART,
    POWER_LOSS,
    EXPIRY,
    FULL,
    OTHER_FILTER,
    FAILOVER_LEVEL,
    FAILOVER_BEHIND,
    FAILOVER_WITHOUT_SLOT,
    RESTORE,
    SLOT_DROPPED,
    SLOT_ADVANCED,
    STRAY,
    STREAM_RECREATED;

    /** The halts that it may end in; where there are none, everything is exact. */
    Set<Reason> halts() {
      return switch (this) {
        case KILL,
            POSTGRES_RESTART,
            POSTGRES_DISCONNECT,
            NATS_DISCONNECT,
            NATS_RESTART,
            POWER_LOSS,
            EXPIRY,
            FULL,
            OTHER_FILTER,
            FAILOVER_LEVEL ->
            Set.of();
        case FAILOVER_BEHIND ->
            Set.of(
                Reason.PhantomEvents,
                Reason.DatabaseWentBack,
                Reason.HistoryDiverged,
                Reason.SlotRecreated);
        case FAILOVER_WITHOUT_SLOT ->
            Set.of(Reason.SlotLost, Reason.SlotMissing, Reason.PhantomEvents);
        case RESTORE ->
            Set.of(
                Reason.HistoryDiverged,
                Reason.DatabaseWentBack,
                Reason.SlotAdvanced,
                Reason.CountMismatch,
                Reason.PhantomEvents);
        case SLOT_DROPPED -> Set.of(Reason.SlotLost, Reason.SlotMissing);
        case SLOT_ADVANCED -> Set.of(Reason.SlotAdvanced, Reason.SlotRecreated);
        case STRAY -> Set.of(Reason.ForeignWriter);
        case STREAM_RECREATED -> Set.of(Reason.StreamRecreated);
      };
    }

    static List<Kind> halting(boolean wanted) {
      return Arrays.stream(values()).filter(k -> k.halts().isEmpty() != wanted).toList();
    }
  }

  /** A fault at a time. */
  record Fault(long at, Kind kind) {}

  private final long seed;
  private final List<Fault> plan;
  private final Sim sim;
  private final SimPostgres postgres;
  private final SimJetStream stream;
  private final List<PipelineSettings> settings = List.of(settings(1), settings(2), settings(3));
  private final List<Failure> halts = new ArrayList<>();
  private PipelineSettings wanted = settings.getFirst();
  private SimWorker worker;
  private long number;
  private boolean loading = true;

  History(long seed) {
    this(seed, plan(seed));
  }

  History(long seed, List<Fault> plan) {
    this.seed = seed;
    this.plan = List.copyOf(plan);
    this.sim = new Sim(seed);
    this.postgres = new SimPostgres(sim);
    this.stream = new SimJetStream(sim);
    this.worker = new SimWorker(sim, postgres, stream, wanted);
  }

  /** Of every third seed one fault may end in a halt; the other histories are exact. */
  static List<Fault> plan(long seed) {
    var random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    var plan = new ArrayList<Fault>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      plan.add(any(Kind.halting(false), random));
    }
    if (random.nextInt(3) == 0) {
      plan.add(any(Kind.halting(true), random));
    }
    return plan;
  }

  private static Fault any(List<Kind> of, SplittableRandom random) {
    return new Fault(random.nextLong(LENGTH), of.get(random.nextInt(of.size())));
  }

  /** The table that is left out by one is wanted by another. */
  private static PipelineSettings settings(long generation) {
    Map<String, List<String>> tables =
        switch ((int) generation) {
          case 1 -> Map.of("a", ALL, "b", ALL);
          case 2 -> Map.of("a", ALL);
          default -> Map.of();
        };
    return new PipelineSettings(
        "default/simulated",
        generation,
        "slot",
        true,
        true,
        List.of("p"),
        "db",
        true,
        "db",
        PipelineSettings.Delivery.EXACTLY_ONCE,
        Duration.ofSeconds(150),
        1 << 20,
        PipelineSettings.Oversized.HALT,
        PipelineSettings.OnGap.HALT,
        tables,
        List.of(),
        List.of("wanted"),
        null,
        Set.of());
  }

  private static final List<String> ALL = List.of("insert", "update", "delete", "truncate");

  List<Fault> plan() {
    return plan;
  }

  /** Runs it; AssertionError when the promise does not hold. */
  void run() {
    load();
    for (Fault fault : plan) {
      sim.after(fault.at(), () -> happen(fault.kind()));
    }
    sim.after(SECOND, this::supervise);
    sim.runUntil(LENGTH);
    loading = false;
    stream.full(false);
    var oracle = new Oracle(postgres, stream, settings);
    for (long until = LENGTH + 10 * SECOND; until < LENGTH + SETTLE; until += 10 * SECOND) {
      sim.runUntil(until);
      if (!halts.isEmpty() || oracle.isComplete()) {
        break;
      }
    }
    judge(oracle);
    worker.kill();
    sim.runUntil(sim.now() + 10 * SECOND);
  }

  private void judge(Oracle oracle) {
    worker.requireSound();
    Set<Reason> allowed = EnumSet.noneOf(Reason.class);
    plan.forEach(f -> allowed.addAll(f.kind().halts()));
    for (Failure halt : halts) {
      if (!allowed.contains(halt.reason())) {
        throw new AssertionError(this + " halted: " + halt);
      }
    }
    if (halts.isEmpty()) {
      oracle.check(toString());
    }
  }

  private void load() {
    if (!loading) {
      return;
    }
    if (postgres.isUp()) {
      switch ((int) sim.below(12)) {
        case 0 -> postgres.message(message());
        case 1 -> postgres.idle();
        default -> postgres.commit(changes());
      }
    }
    boolean burst = !sim.oneIn(6);
    sim.after(burst ? sim.below(20_000_000) : sim.below(3 * SECOND), this::load);
  }

  private List<Change> changes() {
    var changes = new ArrayList<Change>();
    int count = (int) sim.below(6);
    for (int i = 0; i < count; i++) {
      changes.add(
          switch ((int) sim.below(10)) {
            case 0 -> message();
            case 1 -> new Change.Truncate(List.of(0, 1, 2), ++number);
            default -> new Change.Row((int) sim.below(3), ++number);
          });
    }
    return changes;
  }

  private Change message() {
    return new Change.Message(sim.oneIn(3) ? "ignored" : "wanted", ++number);
  }

  /** Starts the worker again, as Kubernetes does; not when it stands halted. */
  private void supervise() {
    worker.requireSound();
    Failure halt = worker.halted();
    if (halt != null) {
      halts.add(halt);
      return;
    }
    if (worker.hasEnded()) {
      worker = new SimWorker(sim, postgres, stream, wanted);
    }
    sim.after(sim.below(3 * SECOND), this::supervise);
  }

  private void happen(Kind kind) {
    long end = postgres.end();
    switch (kind) {
      case KILL -> worker.kill();
      case POSTGRES_RESTART -> postgres.restart(sim.below(20 * SECOND));
      case POSTGRES_DISCONNECT -> postgres.disconnect();
      case NATS_DISCONNECT -> stream.disconnect();
      case NATS_RESTART -> stream.restart(sim.below(20 * SECOND));
      case POWER_LOSS -> stream.losePower(sim.below(UNSYNCED), sim.below(20 * SECOND));
      case EXPIRY -> stream.expire((int) sim.below(500));
      case FULL -> {
        stream.full(true);
        sim.after(sim.below(20 * SECOND), () -> stream.full(false));
      }
      case OTHER_FILTER -> {
        wanted = settings.get((int) sim.below(settings.size()));
        worker.apply(wanted);
      }
      case FAILOVER_LEVEL -> postgres.failover(end, postgres.confirmed());
      case FAILOVER_BEHIND -> postgres.failover(end - sim.below(3000), postgres.confirmed());
      case FAILOVER_WITHOUT_SLOT -> postgres.failover(end - sim.below(3000), null);
      case RESTORE -> postgres.restore(end - sim.below(3000), postgres.confirmed());
      case SLOT_DROPPED -> postgres.dropSlot();
      case SLOT_ADVANCED -> postgres.advanceSlot();
      case STRAY -> stream.stray();
      case STREAM_RECREATED -> stream.recreate();
    }
  }

  @Override
  public String toString() {
    return "seed " + seed + " with " + plan;
  }
}
