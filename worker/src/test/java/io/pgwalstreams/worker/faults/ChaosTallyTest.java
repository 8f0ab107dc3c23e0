package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChaosTallyTest {
  static List<Damage> damages() {
    return List.of(
        new Damage(1, 0, 0, 0, 0),
        new Damage(0, 1, 0, 0, 0),
        new Damage(0, 0, 1, 0, 0),
        new Damage(0, 0, 0, 1, 0),
        new Damage(0, 0, 0, 0, 1));
  }

  private static ChaosTally tally() {
    var tally = new ChaosTally();
    tally.add(Harm.LEADER_KILLED, 1_200, Duration.ofMillis(2_500), Damage.NONE);
    tally.add(Harm.LEADER_KILLED, 34, Duration.ofMillis(1_500), Damage.NONE);
    tally.add(Harm.NATS_CUT, 0, Duration.ZERO, Damage.NONE);
    return tally;
  }

  @Test
  void addsUpByKindAndOverAll() {
    ChaosTally tally = tally();
    assertThat(tally.isClean()).isTrue();
    assertThat(tally.times(Harm.LEADER_KILLED)).isEqualTo(2);
    assertThat(tally.times(Harm.SERVER_KILLED)).isZero();
    assertThat(tally.markdown())
        .contains(
            "| the stream's leader: kill -9 | 2 | 1,234 | 0 | 0 | 0 | 0 | 0 | 2.5 s |\n",
            "| worker and NATS: connection cut | 1 | 0 | 0 | 0 | 0 | 0 | 0 | – |\n",
            "| **all** | 3 | 1,234 | 0 | 0 | 0 | 0 | 0 | 2.5 s |\n");
  }

  @ParameterizedTest
  @MethodSource("damages")
  void isNotCleanWhateverWasDamagedByAStrike(Damage damage) {
    ChaosTally tally = tally();
    tally.add(Harm.NATS_CUT, 0, Duration.ZERO, damage);
    assertThat(tally.isClean()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("damages")
  void isNotCleanWhateverIsFoundAtTheEnd(Damage damage) {
    ChaosTally tally = tally();
    tally.end(damage);
    assertThat(tally.isClean()).isFalse();
  }
}
