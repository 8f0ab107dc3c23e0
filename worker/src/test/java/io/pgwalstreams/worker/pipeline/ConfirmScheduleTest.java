package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfirmScheduleTest {
  private static final Duration HOLD = Duration.ofSeconds(150);
  private static final long SECOND = 1_000_000_000L;

  private final ConfirmSchedule schedule = new ConfirmSchedule(Lsn.INVALID);

  private static Lsn lsn(long value) {
    return new Lsn(value);
  }

  @Test
  void confirmsAnAnchorOnlyWhenItIsOlderThanTheHoldBack() {
    schedule.anchored(lsn(100), 0);
    schedule.anchored(lsn(200), 10 * SECOND);
    assertThat(schedule.due(149 * SECOND, HOLD)).isEqualTo(Lsn.INVALID);
    assertThat(schedule.due(150 * SECOND, HOLD)).isEqualTo(lsn(100));
    assertThat(schedule.due(160 * SECOND, HOLD)).isEqualTo(lsn(200));
  }

  @Test
  void neverMovesBack() {
    schedule.anchored(lsn(200), 0);
    assertThat(schedule.due(150 * SECOND, HOLD)).isEqualTo(lsn(200));
    schedule.anchored(lsn(100), 151 * SECOND);
    assertThat(schedule.due(400 * SECOND, HOLD)).isEqualTo(lsn(200));
  }

  @Test
  void releasesEverythingAnchoredWithoutAHoldBack() {
    schedule.anchored(lsn(100), 0);
    schedule.anchored(lsn(200), 0);
    assertThat(schedule.newest()).isEqualTo(lsn(200));
    assertThat(schedule.due(0, Duration.ZERO)).isEqualTo(lsn(200));
  }
}
