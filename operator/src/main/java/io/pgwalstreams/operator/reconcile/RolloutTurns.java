package io.pgwalstreams.operator.reconcile;

import io.pgwalstreams.operator.observe.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What another version of the operator makes of a pod comes to the workers that run already one by
 * one: whoever has the turn keeps it until its worker is ready again, or for five minutes, so that
 * one that does not come up stops no other for ever, and is seen before all have changed.
 *
 * <p>Turns are in memory only. An operator that starts, or becomes leader, in the middle of a
 * rollout knows of none; so no turn begins while the Deployment of another worker says that it is
 * getting its pod up. Thread-safe.
 */
final class RolloutTurns {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Clock clock;
  private @Nullable Key holder;
  private Instant since = Instant.EPOCH;

  RolloutTurns(Clock clock) {
    this.clock = clock;
  }

  /**
   * True when this one may change its pod now.
   *
   * @param othersRoll what is seen of the others
   */
  synchronized boolean take(Key key, BooleanSupplier othersRoll) {
    if (key.equals(holder)) {
      return true;
    }
    Instant now = clock.instant();
    boolean free = holder == null || since.plus(PATIENCE).isBefore(now);
    if (!free || othersRoll.getAsBoolean()) {
      return false;
    }
    holder = key;
    since = now;
    return true;
  }

  /** Gives the turn back; nothing happens when another one has it. */
  synchronized void release(Key key) {
    if (key.equals(holder)) {
      holder = null;
    }
  }
}
