package io.pgwalstreams.worker.simulation;

import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 200);

  @Test
  void everyHistoryIsExactOrHaltsForTheRightReason() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      new History(seed).run();
    }
  }
}
