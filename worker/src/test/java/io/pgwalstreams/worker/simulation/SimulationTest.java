package io.pgwalstreams.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 2_000);

  /** A wrong worker is found out within so many histories. */
  private static final int PATIENCE = 1_000;

  @Test
  void everyHistoryIsExactOrHaltsForTheRightReason() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      new History(Scenario.of(seed), Mutation.NONE).run();
    }
  }

  @Test
  void oneSeedGivesOneHistory() {
    for (long seed = 1; seed <= 20; seed++) {
      var first = new History(Scenario.of(seed), Mutation.NONE).run();
      assertThat(new History(Scenario.of(seed), Mutation.NONE).run()).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "FORGETS_A_DATABASE_THAT_WENT_BACK"})
  void aWrongWorkerIsFoundOut(Mutation mutation) {
    AssertionError found = null;
    for (long seed = 1; seed <= PATIENCE && found == null; seed++) {
      found = Simulate.failure(Scenario.of(seed), mutation, new Simulate.Tally());
    }
    assertThat(found).isNotNull();
  }

  /** A database that is restored, and writes on; after a while nothing but a note tells so. */
  private static Scenario restored(long seed) {
    return new Scenario(
        seed, false, false, false, List.of(new Fault(9_000_000_000L, Kind.RESTORE)));
  }

  @Test
  void aDatabaseThatWentBackIsFoundThoughItGrowsOverIt() {
    long found = 0;
    for (long seed = 1; seed <= 100; seed++) {
      var halts = new History(restored(seed), Mutation.NONE).run().halts();
      found += halts.equals(List.of(Reason.DatabaseWentBack, Reason.DatabaseWentBack)) ? 1 : 0;
    }
    assertThat(found).isPositive();
  }

  @Test
  void aWorkerThatForgetsThatItsDatabaseWentBackIsFoundOut() {
    AssertionError found = null;
    for (long seed = 1; seed <= PATIENCE && found == null; seed++) {
      var tally = new Simulate.Tally();
      found = Simulate.failure(restored(seed), Mutation.FORGETS_A_DATABASE_THAT_WENT_BACK, tally);
    }
    assertThat(found).isNotNull();
  }

  @Test
  void everyKindOfFaultHappensAmongTheseSeeds() {
    var kinds = EnumSet.noneOf(Kind.class);
    for (long seed = 1; seed <= SEEDS; seed++) {
      Scenario.of(seed).faults().forEach(f -> kinds.add(f.kind()));
    }
    assertThat(kinds).containsExactlyInAnyOrder(Kind.values());
  }
}
