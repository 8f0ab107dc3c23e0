package io.pgwalstreams.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.operator.observe.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RolloutTurnsTest {
  private static final Key A = new Key("n", "a", "1");
  private static final Key B = new Key("n", "b", "2");

  private static final Set<String> NOBODY = Set.of();

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final RolloutTurns turns = new RolloutTurns(clock);

  private void passes(Duration time) {
    now.set(now.get().plus(time));
  }

  @Test
  void letsOneChangeAtATime() {
    assertThat(turns.take(A, NOBODY)).isTrue();
    assertThat(turns.take(A, NOBODY)).isTrue();
    assertThat(turns.take(B, NOBODY)).isFalse();
    turns.release(B);
    assertThat(turns.take(B, NOBODY)).isFalse();
    turns.release(A);
    assertThat(turns.take(B, NOBODY)).isTrue();
  }

  @Test
  void beginsNoTurnWhileAnotherWorkerIsNotUp() {
    assertThat(turns.take(A, Set.of("n/c"))).isFalse();
    assertThat(turns.take(B, NOBODY)).isTrue();
    assertThat(turns.take(B, Set.of("n/c"))).as("it has the turn").isTrue();
    passes(Duration.ofMinutes(6));
    assertThat(turns.take(A, Set.of("n/c"))).isFalse();
    assertThat(turns.take(A, Set.of("n/a"))).as("its own").isTrue();
  }

  @Test
  void isNotHeldUpForEverByOneThatNeverComesUp() {
    for (int minute = 0; minute <= 5; minute++) {
      assertThat(turns.take(A, Set.of("n/c"))).isFalse();
      assertThat(turns.take(B, Set.of("n/c"))).isFalse();
      passes(Duration.ofMinutes(1));
    }
    assertThat(turns.take(A, Set.of("n/c", "n/d"))).as("d has just begun").isFalse();
    assertThat(turns.take(A, Set.of("n/c"))).isTrue();
    turns.release(A);
    assertThat(turns.take(B, Set.of("n/c"))).as("nor is the next one").isTrue();
  }

  @Test
  void whoRollsAnewIsWaitedForAnew() {
    assertThat(turns.take(A, Set.of("n/c"))).isFalse();
    passes(Duration.ofMinutes(4));
    assertThat(turns.take(A, Set.of("n/d"))).as("c is up meanwhile").isFalse();
    passes(Duration.ofMinutes(2));
    assertThat(turns.take(A, Set.of("n/c"))).isFalse();
    passes(Duration.ofHours(1));
    assertThat(turns.take(A, Set.of("n/c"))).as("nobody has looked for an hour").isFalse();
  }

  @Test
  void doesNotWaitForEverForOneThatDoesNotComeUp() {
    assertThat(turns.take(A, NOBODY)).isTrue();
    now.set(Instant.EPOCH.plus(Duration.ofMinutes(4)));
    assertThat(turns.take(A, NOBODY)).isTrue();
    assertThat(turns.take(B, NOBODY)).isFalse();
    now.set(Instant.EPOCH.plus(Duration.ofMinutes(6)));
    assertThat(turns.take(B, NOBODY)).isTrue();
    assertThat(turns.take(A, NOBODY)).isFalse();
  }
}
