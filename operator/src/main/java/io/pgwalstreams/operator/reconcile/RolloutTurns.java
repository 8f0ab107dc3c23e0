package io.pgwalstreams.operator.reconcile;

import io.pgwalstreams.operator.observe.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Workers that run already get another image one by one: whoever has the turn keeps it until its
 * worker is ready again, or for five minutes, so that one that does not come up stops no other for
 * ever, and is seen before all have changed. Thread-safe.
 */
final class RolloutTurns {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Clock clock;
  private @Nullable Key holder;
  private Instant since = Instant.EPOCH;

  RolloutTurns(Clock clock) {
    this.clock = clock;
  }

  /** True when this one may change its image now. */
  synchronized boolean take(Key key) {
    Instant now = clock.instant();
    if (holder == null || holder.equals(key) || since.plus(PATIENCE).isBefore(now)) {
      if (!key.equals(holder)) {
        holder = key;
        since = now;
      }
      return true;
    }
    return false;
  }

  /** Gives the turn back; nothing happens when another one has it. */
  synchronized void release(Key key) {
    if (key.equals(holder)) {
      holder = null;
    }
  }
}
