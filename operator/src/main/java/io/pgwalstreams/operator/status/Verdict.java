package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import java.util.Optional;

/**
 * What a policy says of one condition. Immutable.
 *
 * @param generation that it tells of; empty for the resource's present one
 */
record Verdict(ConditionStatus status, String reason, String message, Optional<Long> generation) {

  static Verdict yes(Word word, String message) {
    return new Verdict(ConditionStatus.True, word.name(), message, Optional.empty());
  }

  static Verdict no(Word word, String message) {
    return new Verdict(ConditionStatus.False, word.name(), message, Optional.empty());
  }

  static Verdict unknown(String why) {
    return new Verdict(ConditionStatus.Unknown, Word.NotCheckedYet.name(), why, Optional.empty());
  }

  static Verdict no(Failure why) {
    return of(ConditionStatus.False, why);
  }

  /** Holds, with a warning. */
  static Verdict yesBut(Failure why) {
    return of(ConditionStatus.True, why);
  }

  private static Verdict of(ConditionStatus status, Failure why) {
    return new Verdict(status, why.reason().name(), why.sentence(), Optional.empty());
  }

  /** What was said before, also about its generation. */
  static Verdict again(Condition before) {
    return new Verdict(
        before.status(),
        before.reason(),
        before.message(),
        Optional.ofNullable(before.observedGeneration()));
  }

  Verdict at(long of) {
    return generation.isPresent() ? this : new Verdict(status, reason, message, Optional.of(of));
  }

  boolean holds() {
    return status == ConditionStatus.True;
  }
}
