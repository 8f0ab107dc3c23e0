package io.pgwalstreams.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.pipeline.PipelineListener;
import io.pgwalstreams.worker.pipeline.PipelineListener.Phase;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WorkerStateTest {
  private static final Failure FULL = Reason.StreamFull.because("full", "make room");

  private final Hands hands = new Hands();
  private final WorkerMetrics metrics = new WorkerMetrics("shop/users", "1", hands);
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
    return value("pgwalstreams_streaming{");
  }

  /** The sum of what begins like this. */
  private double value(String series) {
    return metrics
        .scrape()
        .lines()
        .filter(l -> l.startsWith(series))
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

  /** What the log is told meanwhile, with its keys. */
  private static List<String> logged(Runnable what) {
    var log = (Logger) LoggerFactory.getLogger("pgwalstreams");
    var heard = new ListAppender<ILoggingEvent>();
    heard.start();
    Level before = log.getLevel();
    log.setLevel(Level.INFO);
    log.addAppender(heard);
    try {
      what.run();
    } finally {
      log.detachAppender(heard);
      log.setLevel(before);
    }
    return heard.list.stream()
        .map(line -> line.getFormattedMessage() + " " + line.getKeyValuePairs())
        .toList();
  }

  @Test
  void theLogSaysForHowLongAndForWhatItWaitedAndWhereFromItGoesOn() {
    state.phase(Phase.STREAMING);
    state.progress(3, 500, 7, new Position(Lsn.parse("0/18"), 2));
    state.waiting(FULL);
    hands.forward(Duration.ofSeconds(12));
    assertThat(logged(state::recovered))
        .containsExactly(
            "going on after 12 s, from slot 'slot' behind LSN 0/18/2 to stream 'db' behind sequence"
                + " 7 [reason=\"StreamFull\"]");
  }

  @Test
  void theLogSaysNothingOfGoingOnWhereNothingWasWaitedFor() {
    assertThat(logged(state::recovered)).isEmpty();
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
  void theLagGrowsWhileACommitWaitsAndIsZeroWhenNoneDoes() {
    assertThat(value("pgwalstreams_lag_seconds")).isZero();
    hands.forward(Duration.between(Instant.EPOCH, Instant.parse("2026-01-02T03:04:08Z")));
    state.behind(
        Duration.between(
                    Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2026-01-02T03:04:05Z"))
                .toMillis()
            * 1000);
    assertThat(value("pgwalstreams_lag_seconds")).isEqualTo(3);
    hands.forward(Duration.ofMinutes(1));
    state.waiting(FULL);
    assertThat(value("pgwalstreams_lag_seconds")).isEqualTo(63);
    state.behind(0);
    assertThat(value("pgwalstreams_lag_seconds")).isZero();
  }

  private void slot(String walStatus, @Nullable Long safeBytes) {
    state.slot(
        new SlotNumbers(Lsn.parse("0/1000"), Lsn.parse("0/100"), walStatus, 5000, 3840, safeBytes));
  }

  @Test
  void nothingIsSaidOfASlotThatNobodyHasLookedAt() {
    assertThat(metrics.scrape()).doesNotContain("_slot_").doesNotContain("unpublished");
    slot("reserved", null);
    assertThat(value("pgwalstreams_slot_retained_bytes")).isEqualTo(5000);
    assertThat(value("pgwalstreams_slot_lag_bytes")).isEqualTo(3840);
    assertThat(metrics.scrape())
        .contains("pgwalstreams_slot_safe_bytes{walstream=\"shop/users\"} +Inf");
  }

  @Test
  void whatIsHeldBackFromConfirmingIsPublished() {
    slot("reserved", null);
    assertThat(value("pgwalstreams_unpublished_bytes")).isEqualTo(3840);
    state.confirmed(Lsn.parse("0/FF0"), Lsn.parse("0/100"));
    state.progress(2, 100, 5, new Position(Lsn.parse("0/800"), 1));
    slot("reserved", null);
    assertThat(value("pgwalstreams_unpublished_bytes")).isEqualTo(0x800);
    state.progress(0, 0, 7, new Position(Lsn.parse("0/900"), 1));
    slot("reserved", null);
    assertThat(value("pgwalstreams_unpublished_bytes")).isEqualTo(16);
  }

  @Test
  void oneWalStatusIsInForce() {
    slot("reserved", null);
    slot("unreserved", 7L);
    assertThat(value("pgwalstreams_slot_wal_status{status=\"unreserved\"")).isOne();
    assertThat(value("pgwalstreams_slot_wal_status")).isOne();
    assertThat(value("pgwalstreams_slot_safe_bytes")).isEqualTo(7);
  }

  @Test
  void aGapTellsWhenAndAStartByWhichRow() {
    hands.forward(Duration.ofSeconds(1000));
    state.gap("id", Reason.SlotLost.because("lost", "accept"), null, Lsn.INVALID);
    assertThat(value("pgwalstreams_gap_timestamp_seconds{reason=\"SlotLost\"")).isEqualTo(1000);
    var start = new PipelineListener.Start("7", 1, Lsn.INVALID, 5, 1, "m", false, true, true);
    state.starting("R3 P7", "from there", start);
    state.starting("R3 P7", "from there", start);
    assertThat(value("pgwalstreams_starts_total{row=\"R3 P7\"")).isEqualTo(2);
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
