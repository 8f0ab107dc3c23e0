package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusNumbersTest {
  private static WalStreamStatus status(
      List<Condition> conditions,
      WalStreamStatus.@Nullable Slot slot,
      WalStreamStatus.@Nullable Halt halt) {
    return new WalStreamStatus(1L, conditions, null, null, slot, null, null, halt, null);
  }

  private static List<String> told(WalStreamStatus status) {
    return StatusNumbers.of("shop/orders", status).stream()
        .map(s -> s.meter().id() + s.labels() + " " + s.value())
        .toList();
  }

  private static Condition condition(String type, ConditionStatus status, String reason) {
    return new Condition(type, status, 1L, "2026-01-02T03:04:05Z", reason, "as it is");
  }

  @Test
  void aConditionIsOneZeroOrLessWithItsReason() {
    var conditions =
        List.of(
            condition("Ready", ConditionStatus.False, "StreamFull"),
            condition("DatabaseReady", ConditionStatus.True, "Reachable"),
            condition("StreamReady", ConditionStatus.Unknown, "NotCheckedYet"));
    assertThat(told(status(conditions, null, null)))
        .containsExactly(
            "condition{condition=Ready, reason=StreamFull, walstream=shop/orders} 0.0",
            "condition{condition=DatabaseReady, reason=Reachable, walstream=shop/orders} 1.0",
            "condition{condition=StreamReady, reason=NotCheckedYet, walstream=shop/orders} -1.0");
  }

  @Test
  void aHaltIsThereWhileItLasts() {
    var halt = new WalStreamStatus.Halt("3f9a", "SlotAdvanced", "2026-01-02T03:04:05Z", null);
    assertThat(told(status(List.of(), null, halt)))
        .containsExactly("halted{reason=SlotAdvanced, walstream=shop/orders} 1.0");
    assertThat(told(status(List.of(), null, null))).isEmpty();
  }

  @Test
  void theSlotIsToldInBytes() {
    var slot = new WalStreamStatus.Slot("s", true, "extended", false, false, "1.5Ki", "0");
    assertThat(told(status(List.of(), slot, null)))
        .containsExactly(
            "slot.retained.bytes{walstream=shop/orders} 1536.0",
            "slot.unpublished.bytes{walstream=shop/orders} 0.0",
            "slot.wal.status{status=extended, walstream=shop/orders} 1.0");
  }

  @Test
  void whatTheStatusDoesNotKnowIsNoNumber() {
    var slot = new WalStreamStatus.Slot("s", true, null, null, null, null, null);
    assertThat(told(status(List.of(), slot, null))).isEmpty();
    assertThat(told(new WalStreamStatus(null, null, null, null, null, null, null, null, null)))
        .isEmpty();
  }
}
