package io.pgwalstreams.operator.reconcile;

import io.pgwalstreams.operator.observe.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What another version of the operator makes of a pod comes to the workers that run already one by
 * one: whoever has the turn keeps it until its worker is ready again, or for five minutes, so that
 * one that does not come up stops no other for ever, and is seen before all have changed.
 *
 * <p>Turns are in memory only. An operator that starts, or becomes leader, in the middle of a
 * rollout knows of none; so no turn begins while the Deployment of another worker says that it is
 * getting its pod up. That one, too, is waited for no longer than five minutes: a tenant whose
 * worker never comes up, and whose Deployment changes again and again, must not hold up everybody.
 * Thread-safe.
 */
final class RolloutTurns {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Clock clock;
  private @Nullable Key holder;
  private Instant since = Instant.EPOCH;
  private final Map<String, Instant> seenRolling = new HashMap<>();
  private Instant lookedAt = Instant.EPOCH;

  RolloutTurns(Clock clock) {
    this.clock = clock;
  }

  /**
   * True when this one may change its pod now.
   *
   * @param rolling whose Deployments are getting their pods up now, by {@link Key#display}
   */
  synchronized boolean take(Key key, Set<String> rolling) {
    if (key.equals(holder)) {
      return true;
    }
    Instant now = clock.instant();
    look(rolling, now);
    boolean free = holder == null || isOver(since, now);
    if (!free || isAnotherUnderWay(key, now)) {
      return false;
    }
    holder = key;
    since = now;
    return true;
  }

  /** What was seen before a time in which nobody asked says nothing of what rolls now. */
  private void look(Set<String> rolling, Instant now) {
    if (isOver(lookedAt, now)) {
      seenRolling.clear();
    }
    lookedAt = now;
    seenRolling.keySet().retainAll(rolling);
    rolling.forEach(one -> seenRolling.putIfAbsent(one, now));
  }

  private boolean isAnotherUnderWay(Key than, Instant now) {
    return seenRolling.entrySet().stream()
        .anyMatch(one -> !one.getKey().equals(than.display()) && !isOver(one.getValue(), now));
  }

  private static boolean isOver(Instant begun, Instant now) {
    return begun.plus(PATIENCE).isBefore(now);
  }

  /** Gives the turn back; nothing happens when another one has it. */
  synchronized void release(Key key) {
    if (key.equals(holder)) {
      holder = null;
    }
  }
}
