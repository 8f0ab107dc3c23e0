package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What kstatus, and with it Flux, makes of a WalStream, and what it asks of a status. */
class KstatusTest {
  private static final Set<String> ONLY_WHEN_TRUE = Set.of("Reconciling", "Stalled");

  static List<LifeStage> stages() {
    return LifeStage.all();
  }

  @ParameterizedTest
  @MethodSource("stages")
  void everyStageCountsAsItIs(LifeStage stage) {
    assertThat(Kstatus.of(stage)).isEqualTo(stage.kstatus());
  }

  @ParameterizedTest
  @MethodSource("stages")
  void everyStageKeepsTheRules(LifeStage stage) {
    if (stage.status().conditions() != null) {
      keepsTheRules(stage.status());
    }
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonKeepsTheRules(Reason reason) {
    assertThat(Troubles.of(reason)).isNotEmpty().allSatisfy(KstatusTest::keepsTheRules);
  }

  /** Never nothing: kstatus takes what has neither status nor conditions for reached. */
  @Test
  void whatHasNoConditionsYetIsOfNoGeneration() {
    assertThat(stages())
        .filteredOn(stage -> stage.status().conditions() == null)
        .isNotEmpty()
        .allMatch(stage -> stage.status().observedGeneration() < 1);
  }

  private static void keepsTheRules(WalStreamStatus status) {
    assertThat(status.conditions()).extracting(Condition::type).doesNotHaveDuplicates();
    Map<String, Condition> all =
        status.conditions().stream()
            .collect(Collectors.toMap(Condition::type, Function.identity()));
    assertThat(all.values())
        .allMatch(c -> c.reason().matches("[A-Z][A-Za-z]+"))
        .allMatch(c -> !ONLY_WHEN_TRUE.contains(c.type()) || c.status() == ConditionStatus.True)
        .allMatch(c -> c.observedGeneration() <= status.observedGeneration());
    Condition ready = all.get("Ready");
    assertThat(ready.observedGeneration()).isEqualTo(status.observedGeneration());
    Set<String> why =
        all.keySet().stream().filter(ONLY_WHEN_TRUE::contains).collect(Collectors.toSet());
    assertThat(why)
        .as("either of the two, and none with what is reached")
        .hasSize(ready.status() == ConditionStatus.True ? 0 : 1);
  }
}
