package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.worker.faults.ChaosPlan.Pace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {
  private static final List<Harm> ALL = Harm.all(new Means(500, true));

  private static List<Strike> strikes(long seed, int many) {
    var plan = new ChaosPlan(seed, ALL, Pace.USUAL);
    return Stream.generate(plan::next).limit(many).toList();
  }

  private static List<Harm> harms(List<Strike> strikes) {
    return strikes.stream().map(Strike::harm).toList();
  }

  @Test
  void oneSeedIsOneSequence() {
    assertThat(strikes(7, 100)).isEqualTo(strikes(7, 100));
    assertThat(strikes(7, 100)).isNotEqualTo(strikes(8, 100));
  }

  @Test
  void eachHarmComesOnceBeforeAnyComesAgain() {
    List<Harm> harms = harms(strikes(3, 2 * ALL.size()));
    assertThat(harms.subList(0, ALL.size())).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(harms.subList(ALL.size(), 2 * ALL.size())).containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void timesStayWithinThePace() {
    assertThat(strikes(1, 200))
        .allMatch(s -> s.calm().compareTo(Pace.USUAL.calmest()) <= 0 && s.calm().isPositive())
        .allMatch(s -> s.length().compareTo(Pace.USUAL.longest()) <= 0 && s.length().isPositive())
        .anyMatch(Strike::awaited)
        .anyMatch(s -> !s.awaited());
  }

  @Test
  void withoutDisksOfOurOwnNoneIsFilled() {
    assertThat(Harm.all(new Means(0, true)))
        .doesNotContain(Harm.NATS_DISK_FULL, Harm.POSTGRES_DISK_FULL)
        .hasSize(ALL.size() - 2);
  }

  @Test
  void withoutClocksOfTheirOwnNoneJumps() {
    assertThat(Harm.all(new Means(500, false)))
        .doesNotContain(Harm.WORKER_CLOCK, Harm.POSTGRES_CLOCK)
        .hasSize(ALL.size() - 2);
  }

  @Test
  void aPlanWithoutHarmIsNone() {
    assertThatThrownBy(() -> new ChaosPlan(1, List.of(), Pace.USUAL))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
