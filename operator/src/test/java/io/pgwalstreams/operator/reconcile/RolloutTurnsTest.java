package io.pgwalstreams.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.operator.observe.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RolloutTurnsTest {
  private static final Key A = new Key("n", "a", "1");
  private static final Key B = new Key("n", "b", "2");

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final RolloutTurns turns = new RolloutTurns(clock);

  @Test
  void letsOneChangeAtATime() {
    assertThat(turns.take(A, () -> false)).isTrue();
    assertThat(turns.take(A, () -> false)).isTrue();
    assertThat(turns.take(B, () -> false)).isFalse();
    turns.release(B);
    assertThat(turns.take(B, () -> false)).isFalse();
    turns.release(A);
    assertThat(turns.take(B, () -> false)).isTrue();
  }

  @Test
  void beginsNoTurnWhileAnotherWorkerIsNotUp() {
    assertThat(turns.take(A, () -> true)).isFalse();
    assertThat(turns.take(B, () -> false)).isTrue();
    assertThat(turns.take(B, () -> true)).as("it has the turn").isTrue();
    now.set(Instant.EPOCH.plus(Duration.ofMinutes(6)));
    assertThat(turns.take(A, () -> true)).isFalse();
    assertThat(turns.take(A, () -> false)).isTrue();
  }

  @Test
  void doesNotWaitForEverForOneThatDoesNotComeUp() {
    assertThat(turns.take(A, () -> false)).isTrue();
    now.set(Instant.EPOCH.plus(Duration.ofMinutes(4)));
    assertThat(turns.take(A, () -> false)).isTrue();
    assertThat(turns.take(B, () -> false)).isFalse();
    now.set(Instant.EPOCH.plus(Duration.ofMinutes(6)));
    assertThat(turns.take(B, () -> false)).isTrue();
    assertThat(turns.take(A, () -> false)).isFalse();
  }
}
