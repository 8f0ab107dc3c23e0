package io.pgwalstreams.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTextTest {
  private static final Key SHOP = new Key("shop", "orders");

  private static Condition condition(
      String type, ConditionStatus status, String reason, String message) {
    return new Condition(type, status, 1L, "2026-01-02T03:04:05Z", reason, message);
  }

  private static String text(Condition... conditions) {
    return String.join(
        "\n",
        ConditionText.lines(
            SHOP,
            new WalStreamStatus(
                1L, List.of(conditions), null, null, null, null, null, null, null)));
  }

  @Test
  void explainsEachReasonOnceWithAllThatWasFound() {
    String text =
        text(
            condition("Ready", ConditionStatus.False, "TableMissing", "table a does not exist"),
            condition("PublicationReady", ConditionStatus.False, "TableMissing", "table a"),
            condition("SlotHealthy", ConditionStatus.Unknown, "NotCheckedYet", ""),
            condition("DatabaseReady", ConditionStatus.True, "Reachable", ""),
            condition("Stalled", ConditionStatus.True, "TableMissing", "table a does not exist"));
    assertThat(text)
        .startsWith("WalStream shop/orders: not Ready, TableMissing\n\nTableMissing (publication)")
        .containsOnlyOnce("A person must act")
        .containsOnlyOnce("Found: table a does not exist")
        .contains("Found: table a\n")
        .contains("In the conditions: Ready, PublicationReady, Stalled")
        .contains("\n\nNotCheckedYet\n")
        .doesNotContain("Reachable");
  }

  @Test
  void saysThatNothingIsWrongWithOneThatIsSuspendedAsAsked() {
    assertThat(
            text(
                condition("Ready", ConditionStatus.True, "Suspended", "suspended as asked"),
                condition("Streaming", ConditionStatus.False, "Suspended", "")))
        .isEqualTo(
            "WalStream shop/orders: Ready, Suspended\n  Nothing is wrong: suspended as asked");
  }

  @Test
  void explainsAWarningOfOneThatIsReady() {
    assertThat(
            text(
                condition("Ready", ConditionStatus.True, "Streaming", "events flow"),
                condition("SlotHealthy", ConditionStatus.False, "SlotAtRisk", "it retains much")))
        .contains("Ready, Streaming", "SlotAtRisk (slot)", "it retains much")
        .doesNotContain("Nothing is wrong");
  }

  @Test
  void callsNothingAFailureThatNobodyHasLookedAt() {
    assertThat(
            text(
                condition("Ready", ConditionStatus.False, "SecretMissing", "no Secret"),
                condition("SlotHealthy", ConditionStatus.Unknown, "NotCheckedYet", "not yet")))
        .contains("NotCheckedYet\n  Nobody has looked so far", "Found: not yet");
  }

  @Test
  void saysWhenTheOperatorHasNotLookedYet() {
    assertThat(ConditionText.lines(SHOP, null)).hasSize(1).first().asString().contains("operator");
  }
}
