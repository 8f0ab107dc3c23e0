package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A status is written when it says something new, and not more often. */
class QuietTest {
  private static final long GI = 1L << 30;

  @Test
  void nothingNewIsNotWritten() {
    var life = Life.streaming();
    int writes = life.writes();

    for (int i = 0; i < 100; i++) {
      life.after(Duration.ofSeconds(10), s -> s.sourceInOrder().streaming(1));
    }
    assertThat(life.writes()).isEqualTo(writes);
  }

  @Test
  void numbersAreWrittenOnceAMinuteAtMost() {
    var life = Life.streaming();
    int writes = life.writes();

    for (int second = 1; second <= 600; second++) {
      long retained = second * 1_000_000L;
      life.after(Duration.ofSeconds(1), s -> s.row(Seeing.row(retained, 0)));
    }
    assertThat(life.writes() - writes).isEqualTo(10);
  }

  @Test
  void anotherWordOfTheSlotsStateCarriesFreshNumbersAlong() {
    var life =
        Life.streaming()
            .sees(s -> s.row(Seeing.row(GI / 2, 0)))
            .after(Duration.ofSeconds(5), s -> s.row(Seeing.row(GI / 4, 0)));
    assertThat(life.status().slot().retainedWal()).isEqualTo("510Mi");

    life.sees(s -> s.row(Seeing.row(GI / 4, 0, "extended", null)));
    assertThat(life.status().slot().walStatus()).isEqualTo("extended");
    assertThat(life.status().slot().retainedWal()).isEqualTo("260Mi");
  }

  @Test
  void anotherConditionCarriesFreshNumbersAlong() {
    var life =
        Life.streaming()
            .sees(s -> s.row(Seeing.row(GI / 2, 0)))
            .after(Duration.ofSeconds(5), s -> s.row(Seeing.row(GI / 4, 0)))
            .sees(s -> s.worker(Phase.WAITING, Reason.StreamFull, 1));

    assertThat(life.status().slot().retainedWal()).isEqualTo("260Mi");
  }

  @Test
  void aNewOperatorMayWriteNumbersOnceMore() {
    var life = Life.streaming().sees(s -> s.row(Seeing.row(GI / 2, 0))).restartsItsOperator();
    int writes = life.writes();

    life.sees(s -> s.row(Seeing.row(GI / 4, 0)));
    life.after(Duration.ofSeconds(1), s -> s.row(Seeing.row(GI / 8, 0)));
    assertThat(life.writes() - writes).isEqualTo(1);
  }

  @Test
  void aTimeMovesWhenTheStatusOfItsConditionChangesAndOnlyThen() {
    var life = new Life().sees(s -> s.database(Reason.DatabaseUnreachable));
    String since = life.condition("DatabaseReady").lastTransitionTime();
    assertThat(since).isEqualTo("2026-01-02T03:04:05Z");

    life.after(Duration.ofMinutes(1), s -> s.database(Reason.AuthenticationFailed));
    assertThat(life.condition("DatabaseReady").lastTransitionTime()).isEqualTo(since);

    life.after(Duration.ofMinutes(1), Seeing::sourceInOrder);
    assertThat(life.condition("DatabaseReady").lastTransitionTime())
        .isEqualTo("2026-01-02T03:06:05Z");
  }

  @Test
  void aSlotAtRiskIsNoNewsEachTimeItGrows() {
    var life = Life.streaming();
    int writes = life.writes();

    for (int second = 10; second <= 600; second += 10) {
      long retained = 2 * GI + second * 10_000_000L;
      life.after(
          Duration.ofSeconds(10), s -> s.slot(atRisk(retained)).row(Seeing.row(retained, 0)));
    }
    assertThat(life.says("SlotHealthy")).isEqualTo("False SlotAtRisk");
    assertThat(life.says("Ready")).isEqualTo("True Streaming");
    assertThat(life.writes() - writes).isLessThanOrEqualTo(11);
  }

  private static Failure atRisk(long retained) {
    return Reason.SlotAtRisk.because("slot 'slot' retains " + retained, "let the worker publish");
  }

  @Test
  void whatIsPublishedAndHeldBackFromConfirmingIsNoLag() {
    // The slot's WAL ends at 1/0.
    var life = Life.streaming().sees(s -> s.row(Seeing.row(GI, GI)).published("1/0"));
    assertThat(life.status().slot().unpublishedWal()).isEqualTo("0");

    life.after(Duration.ofMinutes(2), s -> s.published("0/FF000000"));
    assertThat(life.status().slot().unpublishedWal()).isEqualTo("16Mi");
  }

  @Test
  void theSlotsPositionIsTheLagWhileNoWorkerTells() {
    var life =
        Life.streaming()
            .sees(s -> s.row(Seeing.row(GI, GI)).published("1/0"))
            .after(Duration.ofMinutes(2), Seeing::silent);
    assertThat(life.status().slot().unpublishedWal()).as("a poll that failed").isEqualTo("0");

    life.after(Duration.ofMinutes(2), Seeing::noPod);
    assertThat(life.status().slot().unpublishedWal()).isEqualTo("1Gi");
  }
}
