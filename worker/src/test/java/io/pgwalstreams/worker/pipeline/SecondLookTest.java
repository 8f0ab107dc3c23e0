package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Checkpoint;
import io.pgwalstreams.worker.resume.Anchor;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SecondLookTest {
  private static final Duration HOLD = Duration.ofSeconds(150);
  private static final long SECOND = 1_000_000_000L;
  private static final Checkpoint CHECKPOINT = new Checkpoint(4, new byte[] {1, 2, 3});

  private final ModelJetStream server = new ModelJetStream();
  private final ConfirmSchedule schedule = new ConfirmSchedule(new Lsn(1));
  private final SecondLook look = new SecondLook(server.port(), schedule, () -> HOLD);

  SecondLookTest() {
    server.last = 10;
    server.checkpoints.addFirst(CHECKPOINT);
    schedule.anchored(new Lsn(100), 0);
  }

  private Kept kept() {
    return new Kept(10, new Anchor.StreamIdentity(server.created, ""), CHECKPOINT, null);
  }

  private Lsn confirmedAt(long second) {
    look.turn(second * SECOND, false, this::kept);
    return look.confirmable();
  }

  @Test
  void confirmsWhatIsStillThereWhenTheHoldBackIsOver() {
    assertThat(confirmedAt(149)).isEqualTo(new Lsn(1));
    assertThat(confirmedAt(150)).isEqualTo(new Lsn(100));
  }

  @Test
  void confirmsNothingWhileNatsIsAway() {
    server.connected = false;
    assertThat(confirmedAt(1_000)).isEqualTo(new Lsn(1));
  }

  @Test
  void beginsAgainWhenTheStreamHasLostWhatItAcknowledged() {
    server.last = 9;
    assertThatExceptionOfType(Restart.class)
        .isThrownBy(() -> confirmedAt(150))
        .withMessageContaining("ends at 9");
    assertThat(look.confirmable()).isEqualTo(new Lsn(1));
  }

  @Test
  void beginsAgainWhenTheStreamWasMadeAnew() {
    Kept former = kept();
    server.created = "2026-02-02T00:00:00Z";
    assertThatExceptionOfType(Restart.class)
        .isThrownBy(() -> look.turn(150 * SECOND, false, () -> former));
  }

  @Test
  void beginsAgainWhenTheBucketHasLostTheCheckpoint() {
    server.checkpoints.removeFirst();
    assertThatExceptionOfType(Restart.class).isThrownBy(() -> confirmedAt(150));
  }

  @Test
  void looksWithoutAHoldBackWhenItMustBeAtOnce() {
    look.turn(1, true, this::kept);
    assertThat(look.confirmable()).isEqualTo(new Lsn(100));
  }
}
