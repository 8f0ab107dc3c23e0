package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.worker.faults.Succession.Promotion;
import io.pgwalstreams.worker.faults.Succession.Standby;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The primary dies under load, and a real standby is promoted in its place. */
@Timeout(300)
class FailoverIT {
  private static final int RATE = 60;

  @Test
  void aStandbyThatThePrimaryWaitsForTakesOverAndNothingIsLostOrRepeated() {
    try (var scene = new Succession(PostgresVersion.PG17).started()) {
      scene.ledger().run(RATE);
      for (int i = 0; i < 2; i++) {
        scene.addStandby(Standby.WAITED_FOR);
        scene.awaitGrowth(500);
        Promotion promotion = scene.promote();
        assertThat(promotion.lost() + promotion.phantom()).isZero();
        assertThat(promotion.repeated() + promotion.outOfOrder()).isZero();
      }
      scene.awaitGrowth(500);
      scene.quiet();
      assertThat(scene.assertExactlyOnce().others()).isEmpty();
    }
  }

  @Test
  void aStandbyThatWasBehindHaltsAndIsExactBehindTheGapOnceAccepted() {
    try (var scene = new Succession(PostgresVersion.PG17).started()) {
      scene.ledger().run(RATE);
      scene.addStandby(Standby.SYNCHRONIZED);
      scene.awaitGrowth(500);
      scene.cutStandbyOff();
      scene.awaitGrowth(500);
      scene.failOver();
      long before = scene.tap.last().orElseThrow();
      scene.open();
      LastWords.of(scene.worker, Reason.PhantomEvents);
      assertThat(scene.tap.last()).hasValue(before);
      Set<Long> old = scene.forget();
      assertThat(scene.committed())
          .as("phantoms are in the stream")
          .doesNotContain(old.stream().max(Long::compare).orElseThrow());
      scene.started("--accept", LastWords.haltId(scene.worker)).awaitGrowth(500);
      scene.quiet();
      var missing = new HashSet<>(scene.committed());
      missing.removeAll(old);
      StreamChecker behind = scene.holding(missing);
      assertExactBehindTheGap(behind, scene.committed(), missing);
    }
  }

  @Test
  void aStandbyWithoutTheSlotHaltsAndIsExactBehindTheGapOnceAccepted() {
    try (var scene = new Succession(PostgresVersion.PG17).started()) {
      scene.ledger().run(RATE);
      scene.addStandby(Standby.WITHOUT_SLOT);
      scene.awaitGrowth(500);
      scene.failOver();
      long before = scene.tap.last().orElseThrow();
      scene.open();
      LastWords.of(scene.worker, Reason.SlotMissing);
      assertThat(scene.tap.last()).hasValue(before);
      scene.quiet();
      Set<Long> lost = scene.committed();
      scene.forget();
      scene.started("--accept", LastWords.haltId(scene.worker));
      scene.ledger().run(RATE);
      scene.awaitGrowth(500);
      scene.quiet();
      var wanted = new HashSet<>(scene.committed());
      wanted.removeAll(lost);
      assertExactBehindTheGap(scene.holding(wanted), wanted, wanted);
    }
  }

  /**
   * Messages of an Interest stream without consumers are gone at once: nobody can look at what has
   * the seat of the new primary's first event.
   */
  @Test
  void aLateMessageOfAnEarlierWorkerIsNotTakenForTheFirstEventBehindAPromotion() {
    try (var scene = new Succession(PostgresVersion.PG17)) {
      scene.tap.create(
          StreamConfiguration.builder()
              .retentionPolicy(RetentionPolicy.Interest)
              .subjects(WorkerDocument.PREFIX + ".>"));
      scene.started().ledger().run(RATE);
      scene.addStandby(Standby.WAITED_FOR);
      scene.awaitGrowth(200);
      scene.quiet();
      scene.awaitAllStored();
      scene.worker.kill9();
      scene.failOver();
      scene.open();
      scene.worker.start().awaitStatus(FailoverIT::waitsForEarlierMessages);
      scene.tap.publish(WorkerDocument.PREFIX + ".public.entry.insert", "late");
      LastWords.of(scene.worker, Reason.CountMismatch);
      long before = scene.tap.last().orElseThrow();
      scene.started("--accept", LastWords.haltId(scene.worker));
      assertThat(scene.tap.last().orElseThrow()).as("the gap's event").isGreaterThan(before);
    }
  }

  private static boolean waitsForEarlierMessages(JsonNode status) {
    return status.path("why").path("reason").asText().equals(Reason.EarlierMessages.name());
  }

  /**
   * What was read behind the gap is whole, in order, of the new primary, and all that it lacked.
   */
  private static void assertExactBehindTheGap(
      StreamChecker behind, Set<Long> committed, Set<Long> missing) {
    behind.assertExactly(behind.transactions());
    assertThat(committed).containsAll(behind.transactions());
    assertThat(behind.transactions()).containsAll(missing).isNotEmpty();
    assertThat(behind.others()).hasSize(1);
    assertThat(behind.others().getFirst().subject()).isEqualTo(WorkerDocument.PREFIX + ".gap");
  }
}
