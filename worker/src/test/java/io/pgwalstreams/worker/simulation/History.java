package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Halt;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One history: a load, faults at their times, and workers that are started again as by Kubernetes.
 * Everything follows from the scenario.
 */
final class History {
  private static final long SECOND = Scenario.SECOND;
  private static final long SETTLE = 900 * SECOND;
  private static final long STEP = 5 * SECOND;
  private static final long SAY = 30 * SECOND;

  private final Scenario scenario;
  private final World world;
  private final Sim sim;
  private final SimPostgres postgres;
  private final SimJetStream stream;
  private final Load load;
  private final List<PipelineSettings> everUsed = new ArrayList<>();
  private final List<SimWorker> workers = new ArrayList<>();
  private final List<FailureException> halts = new ArrayList<>();
  private final Set<String> accepted = new HashSet<>();
  private int generation = 1;
  private int started;
  private boolean halted;
  private boolean over;

  History(Scenario scenario, Mutation mutation) {
    this(scenario, mutation, _ -> {});
  }

  /** {@code trace} hears what happens in it. */
  History(Scenario scenario, Mutation mutation, Consumer<String> trace) {
    this.scenario = scenario;
    this.sim = new Sim(scenario.seed(), trace);
    this.postgres = new SimPostgres(sim);
    this.stream = new SimJetStream(sim, scenario.consumed());
    this.world = new World(sim, postgres, stream, mutation);
    this.load = new Load(sim, postgres);
    for (int i = 1; i <= 3; i++) {
      everUsed.add(scenario.settings(i, Set.of(), Scenario.HOLD_BACK));
    }
  }

  /** What has come of it. */
  record Outcome(int stored, List<Reason> halts, int gaps, long endedAt, long digest) {}

  /** Runs it; AssertionError when the promise does not hold. */
  Outcome run() {
    start();
    load.begin();
    for (Fault fault : scenario.faults()) {
      sim.after(fault.at(), () -> happen(fault.kind()));
    }
    sim.after(SECOND, this::supervise);
    sim.runUntil(Scenario.LENGTH);
    load.end();
    stream.full(false);
    var oracle = new Oracle(scenario, postgres, stream, everUsed);
    long until = Scenario.LENGTH;
    while (!halted && !oracle.isComplete() && until < Scenario.LENGTH + SETTLE) {
      until += STEP;
      sim.runUntil(until);
    }
    // what is still under way has its say: a worker that looks twice before it halts, for one
    sim.runUntil(sim.now() + SAY);
    try {
      judge(oracle);
    } finally {
      over = true;
      workers.forEach(SimWorker::kill);
      sim.runUntil(sim.now() + STEP);
    }
    return new Outcome(
        stream.log.size(),
        halts.stream().map(h -> h.failure().reason()).toList(),
        accepted.size(),
        sim.now(),
        oracle.digest());
  }

  private void judge(Oracle oracle) {
    workers.forEach(SimWorker::requireSound);
    Set<Reason> allowed = scenario.halts();
    if (scenario.consumed() && stream.isForgetful()) {
      allowed.add(Reason.NoReference);
    }
    for (FailureException halt : halts) {
      if (!allowed.contains(halt.failure().reason())) {
        throw new AssertionError(scenario + ": halted: " + halt.failure());
      }
    }
    if (!halted) {
      oracle.check();
    }
  }

  private PipelineSettings wanted() {
    boolean impatient = world.mutation() == Mutation.HOLDS_NOTHING_BACK;
    Duration holdBack = impatient ? Duration.ZERO : Scenario.HOLD_BACK;
    return scenario.settings(generation, Set.copyOf(accepted), holdBack);
  }

  private void start() {
    workers.add(new SimWorker(world, wanted(), ++started));
  }

  /** Starts workers again; not when one stands halted and nobody accepts it. */
  private void supervise() {
    for (SimWorker worker : List.copyOf(workers)) {
      worker.requireSound();
      FailureException halt = worker.halted();
      if (halt != null) {
        halts.add(halt);
        workers.remove(worker);
        halted |= !leavesAnother(halt) && !isTriedAgain(halt) && !accept(halt);
      } else if (worker.hasEnded()) {
        workers.remove(worker);
      }
    }
    if (halted || over) {
      return;
    }
    if (workers.isEmpty()) {
      start();
    }
    sim.after(sim.below(3 * SECOND), this::supervise);
  }

  private boolean leavesAnother(FailureException halt) {
    return Kind.leavesAnother(halt.failure().reason()) && !workers.isEmpty();
  }

  /**
   * As by Kubernetes, before anybody has looked: what was found must be found once more, though the
   * WAL grows on, and its evidence may expire. A power failure would take the note of it as well.
   */
  private boolean isTriedAgain(FailureException halt) {
    long times = halts.stream().filter(h -> h.failure().equals(halt.failure())).count();
    boolean tried = times == 1 && halt.failure().reason() == Reason.DatabaseWentBack;
    if (tried && !scenario.has(Kind.POWER_LOSS) && sim.oneIn(2)) {
      stream.expire(Integer.MAX_VALUE);
    }
    return tried;
  }

  private boolean accept(FailureException halt) {
    Halt id = halt.halt().orElse(null);
    if (!scenario.accepting() || id == null) {
      return false;
    }
    accepted.add(id.id());
    return true;
  }

  private void happen(Kind kind) {
    if (halted) {
      return;
    }
    sim.tell(kind + ", WAL ends at " + new Lsn(postgres.end()) + ", stream " + stream.sentence());
    long end = postgres.end();
    switch (kind) {
      case PAUSE -> load.pause(sim.below(40 * SECOND));
      case KILL -> workers.forEach(SimWorker::kill);
      case STOP -> workers.forEach(SimWorker::stop);
      case FREEZE -> workers.forEach(w -> w.freeze(1 + sim.below(30 * SECOND)));
      case SECOND_WORKER -> start();
      case ZOMBIE -> {
        stream.stick(sim.below(15 * SECOND));
        sim.after(sim.below(SECOND / 10), () -> workers.forEach(SimWorker::kill));
      }
      case OTHER_FILTER -> {
        generation = 1 + (int) sim.below(3);
        workers.forEach(w -> w.apply(wanted()));
      }
      case POSTGRES_RESTART -> postgres.restart(sim.below(20 * SECOND));
      case POSTGRES_DISCONNECT -> postgres.disconnect();
      case FAILOVER_LEVEL -> postgres.failover(end, postgres.confirmed());
      case FAILOVER_BEHIND -> postgres.failover(end - sim.below(3000), postgres.confirmed());
      case FAILOVER_WITHOUT_SLOT -> postgres.failover(end - sim.below(3000), null);
      case RESTORE -> postgres.restore(end - sim.below(3000));
      case SLOT_DROPPED -> postgres.dropSlot();
      case SLOT_ADVANCED -> postgres.advanceSlot(stream.isUntouched());
      case NATS_DISCONNECT -> stream.disconnect();
      case NATS_RESTART -> stream.restart(sim.below(20 * SECOND));
      case NATS_STUCK -> stream.stick(sim.below(15 * SECOND));
      case LEADER_CHANGE -> stream.changeLeader();
      case POWER_LOSS ->
          stream.losePower(
              sim.below(Scenario.UNSYNCED), sim.below(Scenario.UNSYNCED), sim.below(20 * SECOND));
      case EXPIRY -> stream.expire((int) sim.below(500));
      case FULL -> {
        stream.full(true);
        sim.after(sim.below(20 * SECOND), () -> stream.full(false));
      }
      case STRAY -> stream.stray();
      case STREAM_RECREATED -> stream.recreate();
    }
  }
}
