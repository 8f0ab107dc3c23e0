package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import io.pgwalstreams.operator.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A WalStream's life: each thing that is seen makes the next status, as the reconciler does it. */
final class Life {
  static final Instant BIRTH = Instant.parse("2026-01-02T03:04:05Z");

  private final Seeing seeing = new Seeing();
  private final List<Story> stories = new ArrayList<>();
  private WalStreamStatus status;
  private Instant numbersWritten = Instant.EPOCH;
  private Instant now = BIRTH;
  private Optional<Duration> lookAgain = Optional.empty();
  private int writes;

  /** A life that has reached streaming. */
  static Life streaming() {
    return new Life().sees(s -> s.sourceInOrder().streaming(1)).after(Duration.ofHours(1));
  }

  Life sees(UnaryOperator<Seeing> what) {
    return take(what.apply(seeing).done());
  }

  Life restartsItsOperator() {
    numbersWritten = Instant.EPOCH;
    return take(seeing.byANewOperator());
  }

  private Life take(Observation observation) {
    var next = StatusBuilder.next(observation, status, numbersWritten, now);
    lookAgain = next.lookAgain();
    stories.clear();
    if (!StatusBuilder.unchanged(status, next.status())) {
      writes++;
      stories.addAll(Stories.of(status, next.status()));
      status = next.status();
      numbersWritten = next.numbersWritten();
    }
    return this;
  }

  Life intends(UnaryOperator<WalStreamStatus> intent) {
    status = intent.apply(status);
    return this;
  }

  /** Time passes, and nothing new is seen. */
  Life after(Duration passed) {
    now = now.plus(passed);
    return sees(s -> s);
  }

  /** Time passes, and then something is seen. */
  Life after(Duration passed, UnaryOperator<Seeing> what) {
    now = now.plus(passed);
    return sees(what);
  }

  WalStreamStatus status() {
    return status;
  }

  Kstatus kstatus(long generation) {
    return Kstatus.of(status, generation);
  }

  int writes() {
    return writes;
  }

  Optional<Duration> lookAgain() {
    return lookAgain;
  }

  List<Story> stories() {
    return List.copyOf(stories);
  }

  List<String> storyReasons() {
    return stories.stream().map(Story::reason).toList();
  }

  Instant now() {
    return now;
  }

  Condition condition(String type) {
    return status.conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** {@code True Streaming}. */
  String says(String type) {
    return status.conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .map(c -> c.status() + " " + c.reason())
        .orElse("absent");
  }

  boolean ready() {
    return condition("Ready").status() == ConditionStatus.True;
  }
}
