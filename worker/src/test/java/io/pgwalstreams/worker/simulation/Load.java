package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.worker.simulation.SimTransaction.Change;
import java.util.ArrayList;
import java.util.List;

/** An application: transactions in bursts, and what else goes into a WAL. */
final class Load {
  private final Sim sim;
  private final SimPostgres postgres;
  private long number;
  private long pausesUntil;
  private boolean ended;

  Load(Sim sim, SimPostgres postgres) {
    this.sim = sim;
    this.postgres = postgres;
  }

  void begin() {
    next();
  }

  /** Nothing is committed meanwhile; the WAL grows on. */
  void pause(long nanos) {
    pausesUntil = sim.now() + nanos;
  }

  void end() {
    ended = true;
  }

  private void next() {
    if (ended) {
      return;
    }
    if (postgres.isUp() && sim.now() < pausesUntil) {
      postgres.idle();
    } else if (postgres.isUp()) {
      switch ((int) sim.below(12)) {
        case 0 -> postgres.message(message());
        case 1 -> postgres.idle();
        default -> postgres.commit(changes());
      }
    }
    boolean burst = !sim.oneIn(6);
    sim.after(burst ? sim.below(20_000_000) : sim.below(3 * Scenario.SECOND), this::next);
  }

  private List<Change> changes() {
    var changes = new ArrayList<Change>();
    long count = sim.oneIn(60) ? sim.below(300) : sim.below(6);
    for (long i = 0; i < count; i++) {
      changes.add(
          switch ((int) sim.below(10)) {
            case 0 -> message();
            case 1 -> new Change.Truncate(List.of(0, 1, 2), ++number);
            default -> new Change.Row((int) sim.below(3), ++number);
          });
    }
    return changes;
  }

  private Change.Message message() {
    return new Change.Message(sim.oneIn(3) ? "ignored" : "wanted", ++number);
  }
}
