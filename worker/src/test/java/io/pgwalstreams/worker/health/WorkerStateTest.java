package io.pgwalstreams.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.pipeline.PipelineListener.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class WorkerStateTest {
  private static final Failure FULL = Reason.StreamFull.because("full", "make room");

  private final Hands hands = new Hands();
  private final WorkerMetrics metrics = new WorkerMetrics("shop/users", "1");
  private final WorkerState state =
      new WorkerState(
          Status.of(
              "shop/users", "1", new Status.Target("pg", "slot", "db", "ExactlyOnce"), "hash"),
          hands,
          metrics,
          new Journal());

  /** A clock whose hands the test moves. */
  private static final class Hands extends Clock {
    private Instant now = Instant.EPOCH;

    void forward(Duration by) {
      now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private double streaming() {
    return metrics
        .scrape()
        .lines()
        .filter(l -> l.startsWith("pgwalstreams_streaming{"))
        .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void isNotReadyBeforeEventsFlow() {
    assertThat(state.notReady()).hasValue("starting");
    state.waiting(FULL);
    assertThat(state.notReady()).hasValue("StreamFull: full: make room");
    state.phase(Phase.STREAMING);
    assertThat(state.notReady()).isEmpty();
  }

  @Test
  void staysReadyThroughAShortWaitAndNotThroughALongOne() {
    state.phase(Phase.STREAMING);
    state.waiting(FULL);
    hands.forward(Duration.ofSeconds(59));
    assertThat(state.notReady()).isEmpty();
    hands.forward(Duration.ofSeconds(1));
    assertThat(state.notReady()).hasValue("StreamFull: full: make room");
    state.recovered();
    assertThat(state.notReady()).isEmpty();
  }

  @Test
  void isAliveWhileThePipelineTurns() {
    assertThat(state.live()).isTrue();
    hands.forward(Duration.ofSeconds(60));
    assertThat(state.live()).isFalse();
    state.beat();
    assertThat(state.live()).isTrue();
  }

  @Test
  void theGaugeTellsWhetherEventsFlow() {
    assertThat(streaming()).isZero();
    state.phase(Phase.STREAMING);
    assertThat(streaming()).isOne();
    state.waiting(FULL);
    assertThat(streaming()).isZero();
    state.recovered();
    assertThat(streaming()).isOne();
  }

  @Test
  void countsAWaitOnceHoweverOftenItIsTold() {
    state.waiting(FULL);
    state.waiting(FULL);
    assertThat(metrics.scrape())
        .contains("pgwalstreams_errors_total{reason=\"StreamFull\",walstream=\"shop/users\"} 1.0");
  }

  @Test
  void aHaltShowsAtOnceWithIdPositionAndRemedy() {
    state.phase(Phase.STREAMING);
    Failure why = Reason.SlotAdvanced.because("somebody did", "accept it");
    state.halted("0abc", why, true, new Position(Lsn.parse("0/10"), 2));
    assertThat(state.notReady()).hasValue("SlotAdvanced: somebody did: accept it");
    assertThat(state.live()).isTrue();
    Status status = state.status();
    assertThat(status.why()).isEqualTo(why);
    assertThat(status.halt())
        .isEqualTo(new Status.Halt("0abc", "SlotAdvanced", "1970-01-01T00:00:00Z", true, "0/10/2"));
  }

  @Test
  void remembersTheLastFiveGaps() {
    for (int i = 0; i < 7; i++) {
      state.gap("id" + i, FULL, null, Lsn.INVALID);
    }
    assertThat(state.status().gaps())
        .extracting(Status.Gap::id)
        .containsExactly("id2", "id3", "id4", "id5", "id6");
  }

  @Test
  void aBrokenFileIsToldUntilAnotherIsRead() {
    state.configBroken(Reason.InvalidSpec.because("line 3", "correct it"));
    assertThat(state.status().config().broken()).isEqualTo("line 3: correct it");
    state.configRead("next", new Status.Target("pg2", "slot", "db", "ExactlyOnce"));
    assertThat(state.status().config().broken()).isNull();
    assertThat(state.status().config().hash()).isEqualTo("next");
    assertThat(state.status().target().database()).isEqualTo("pg2");
  }
}
