package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditions in Kubernetes' form: their time moves when their status changes, and only then. */
final class Conditions {
  private static final int LONGEST_MESSAGE = 32_768;

  private final Previous previous;
  private final long generation;
  private final Instant now;
  private final List<Condition> all = new ArrayList<>();

  Conditions(Previous previous, long generation, Instant now) {
    this.previous = previous;
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  Conditions add(ConditionType type, Verdict verdict) {
    String message = verdict.message();
    all.add(
        new Condition(
            type.name(),
            verdict.status(),
            verdict.generation().orElse(generation),
            previous.since(type, verdict.status(), now).toString(),
            verdict.reason(),
            message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message));
    return this;
  }

  /** Ready, and of Reconciling and Stalled the one that holds. */
  Conditions ready(List<Obstacle> obstacles, String reached, Word word) {
    if (obstacles.isEmpty()) {
      return add(ConditionType.Ready, Verdict.yes(word, reached));
    }
    Obstacle first = obstacles.getFirst();
    boolean unknown = first.reason().equals(Word.NotCheckedYet.name());
    add(
        ConditionType.Ready,
        said(unknown ? ConditionStatus.Unknown : ConditionStatus.False, first));
    Optional<Obstacle> stalled = obstacles.stream().filter(Obstacle::person).findFirst();
    return stalled
        .map(o -> add(ConditionType.Stalled, said(ConditionStatus.True, o)))
        .orElseGet(() -> add(ConditionType.Reconciling, said(ConditionStatus.True, first)));
  }

  private static Verdict said(ConditionStatus status, Obstacle why) {
    return new Verdict(status, why.reason(), why.message(), Optional.empty());
  }

  List<Condition> list() {
    return all.stream()
        .sorted(java.util.Comparator.comparing(c -> ConditionType.valueOf(c.type())))
        .toList();
  }
}
