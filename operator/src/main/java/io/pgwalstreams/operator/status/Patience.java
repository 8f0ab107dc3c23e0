package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * For how long what has gone wrong may still be a reconnect. Since when it lasts is read from the
 * conditions themselves. One use; not thread-safe.
 */
final class Patience {
  /** As long as the worker's own readiness probe waits. */
  static final Duration GRACE = Duration.ofSeconds(60);

  private final Previous previous;
  private final Instant now;
  private Optional<Duration> lookAgain = Optional.empty();

  Patience(Previous previous, Instant now) {
    this.previous = previous;
    this.now = now;
  }

  boolean wasReady() {
    return previous.isTrue(ConditionType.Ready);
  }

  /**
   * True while the condition has had this status for less than the grace; then it is to be looked
   * at again when the grace is over.
   */
  boolean lasts(ConditionType type, ConditionStatus status) {
    Duration left = GRACE.minus(Duration.between(previous.since(type, status, now), now));
    if (!left.isPositive()) {
      return false;
    }
    lookAgain = Optional.of(lookAgain.filter(d -> d.compareTo(left) < 0).orElse(left));
    return true;
  }

  /** When to look again, if nothing happens before. */
  Optional<Duration> lookAgain() {
    return lookAgain;
  }
}
