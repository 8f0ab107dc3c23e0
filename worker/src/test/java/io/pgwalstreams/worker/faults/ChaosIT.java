package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.worker.faults.ChaosPlan.Pace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code make chaos} does, once of each kind. */
@Timeout(600)
class ChaosIT {
  private static final int MEGABYTES = 500;
  private static final int RATE = 60;
  private static final long SEED = 1;

  @Test
  void nothingIsLostRepeatedOrDisorderedByOneHarmOfEachKindUnderLoad() {
    Means means = Means.here(MEGABYTES);
    means.leftOut().forEach(System.out::println);
    List<Harm> harms = Harm.all(means);
    try (var scene = new ChaosScene(means)) {
      scene.start(RATE);
      var run = new ChaosRun(scene, new ChaosPlan(SEED, harms, Pace.QUICK), System.out);
      for (int i = 0; i < harms.size(); i++) {
        assertThat(run.strike()).as("everything is stored in time").isTrue();
      }
      ChaosTally tally = run.end();
      assertThat(tally.isClean()).as(tally.markdown()).isTrue();
      assertThat(harms).allMatch(h -> tally.times(h) == 1);
    }
  }
}
