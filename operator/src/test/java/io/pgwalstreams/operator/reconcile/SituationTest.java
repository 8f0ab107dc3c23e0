package io.pgwalstreams.operator.reconcile;

import static io.pgwalstreams.operator.reconcile.Shop.document;
import static io.pgwalstreams.operator.reconcile.Shop.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class SituationTest {
  private static final String MANAGED = "managed: {name: p, tables: [{name: users}]}";
  private static final String EXISTING = "existing: {name: p}";
  private static final String OUR_SLOT = "managed: {name: s}";
  private static final String ANY_SLOT = "existing: {name: s}";

  @Test
  void whatWasUsedAsItIsIsNotIntendedToBeOurs() {
    assertThat(Situation.intended(status(false, true), document(EXISTING, OUR_SLOT))).isTrue();
    assertThat(Situation.intended(status(false, false), document(EXISTING, OUR_SLOT))).isFalse();
    assertThat(Situation.intended(status(false, null), document(EXISTING, OUR_SLOT))).isFalse();
    assertThat(Situation.intended(status(false, true), document(MANAGED, OUR_SLOT))).isFalse();
    assertThat(Situation.intended(status(true, true), document(MANAGED, OUR_SLOT))).isTrue();
  }

  @Test
  void whatIsUsedAsItIsNeedsNoIntent() {
    assertThat(Situation.intended(status(true, false), document(MANAGED, ANY_SLOT))).isTrue();
    assertThat(Situation.intended(null, document(MANAGED, ANY_SLOT))).isFalse();
  }

  private static WalStreamStatus halted(String haltReason, WalStreamStatus.Condition condition) {
    return new WalStreamStatus(
        1L,
        List.of(condition),
        null,
        null,
        null,
        null,
        null,
        new WalStreamStatus.Halt("h", haltReason, "2026-01-01T00:00:00Z", null),
        null);
  }

  private static WalStreamStatus.Condition condition(String type, String reason) {
    return new WalStreamStatus.Condition(
        type,
        WalStreamStatus.ConditionStatus.False,
        1L,
        "2026-01-01T00:00:00Z",
        reason,
        "system 7 answers");
  }

  @Test
  void whatIsAcceptedIsWhatTheStatusSaysOfThisHalt() {
    assertThat(Situation.haltText(halted("SlotMissing", condition("Streaming", "SlotMissing"))))
        .isEqualTo("system 7 answers");
    assertThat(Situation.haltText(halted("StreamRecreated", condition("Streaming", "SlotMissing"))))
        .isEmpty();
    assertThat(Situation.haltText(halted("SystemChanged", condition("Ready", "SystemChanged"))))
        .isEmpty();
    assertThat(Situation.haltText(null)).isEmpty();
  }
}
