package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The status as it was written last: the only memory that there is, so that a restart of the
 * operator forgets nothing. Immutable.
 */
record Previous(@Nullable WalStreamStatus status) {

  /** A part of the status; empty when there is none. */
  <T> Optional<T> part(Function<WalStreamStatus, @Nullable T> part) {
    return status == null ? Optional.empty() : Optional.ofNullable(part.apply(status));
  }

  Optional<Condition> condition(ConditionType type) {
    return part(WalStreamStatus::conditions)
        .flatMap(all -> all.stream().filter(c -> c.type().equals(type.name())).findFirst());
  }

  boolean isTrue(ConditionType type) {
    return condition(type).map(c -> c.status() == ConditionStatus.True).orElse(false);
  }

  /** What was known; empty when that was nothing. */
  Optional<Verdict> known(ConditionType type) {
    return condition(type).filter(c -> c.status() != ConditionStatus.Unknown).map(Verdict::again);
  }

  /** Since when the condition has this status; {@code now} when it had not. */
  Instant since(ConditionType type, ConditionStatus current, Instant now) {
    return condition(type)
        .filter(c -> c.status() == current)
        .flatMap(c -> instant(c.lastTransitionTime()))
        .orElse(now);
  }

  /** Empty when the text is no time. */
  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  long observedGeneration() {
    return part(WalStreamStatus::observedGeneration).orElse(0L);
  }

  /** True when something was known of this very generation. */
  boolean tellsOf(ConditionType type, long generation) {
    return known(type).flatMap(Verdict::generation).filter(of -> of == generation).isPresent();
  }

  /** The generation that the worker was seen to work by, of those up to {@code generation}. */
  long appliedGeneration(long generation) {
    return part(WalStreamStatus::worker)
        .map(WalStreamStatus.Worker::appliedGeneration)
        // A resource that was restored with its status counts its generations anew.
        .filter(applied -> applied <= generation)
        .orElse(0L);
  }

  List<WalStreamStatus.Gap> gaps() {
    return part(WalStreamStatus::gaps).orElse(List.of());
  }
}
