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

  private Lsn seen(long atNanos, Duration holdBack) {
    schedule.seen(atNanos, holdBack);
    return schedule.confirmable();
  }

  @Test
  void confirmsAnAnchorOnlyWhenItWasSeenOlderThanTheHoldBack() {
    schedule.anchored(lsn(100), 0);
    schedule.anchored(lsn(200), 10 * SECOND);
    assertThat(schedule.ripe(149 * SECOND, HOLD)).isFalse();
    assertThat(seen(149 * SECOND, HOLD)).isEqualTo(Lsn.INVALID);
    assertThat(schedule.ripe(150 * SECOND, HOLD)).isTrue();
    assertThat(schedule.confirmable()).isEqualTo(Lsn.INVALID);
    assertThat(seen(150 * SECOND, HOLD)).isEqualTo(lsn(100));
    assertThat(seen(160 * SECOND, HOLD)).isEqualTo(lsn(200));
    assertThat(schedule.ripe(1_000 * SECOND, HOLD)).isFalse();
  }

  @Test
  void neverMovesBack() {
    schedule.anchored(lsn(200), 0);
    assertThat(seen(150 * SECOND, HOLD)).isEqualTo(lsn(200));
    schedule.anchored(lsn(100), 151 * SECOND);
    assertThat(seen(400 * SECOND, HOLD)).isEqualTo(lsn(200));
  }

  @Test
  void releasesEverythingAnchoredWithoutAHoldBack() {
    schedule.anchored(lsn(100), 0);
    schedule.anchored(lsn(200), 0);
    assertThat(seen(0, Duration.ZERO)).isEqualTo(lsn(200));
  }
}
