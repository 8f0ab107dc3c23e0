package io.pgwalstreams.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

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
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aWrongWorkerIsFoundOut(Mutation mutation) {
    AssertionError found = null;
    for (long seed = 1; seed <= PATIENCE && found == null; seed++) {
      found = Simulate.failure(Scenario.of(seed), mutation, new Simulate.Tally());
    }
    assertThat(found).isNotNull();
  }

  /** Its events have expired, so that nothing but the end of its WAL tells. */
  @Test
  void aDatabaseThatWentBackIsNotGivenTheTimeToGrowOverIt() {
    var faults =
        List.of(
            new Fault(1_702_000_000L, Kind.POSTGRES_RESTART),
            new Fault(8_698_000_000L, Kind.EXPIRY),
            new Fault(9_958_000_000L, Kind.RESTORE));
    var outcome = new History(Scenario.of(1_001_698).with(faults), Mutation.NONE).run();
    assertThat(outcome.halts()).isEqualTo(1);
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
