package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.Reason.Recovery;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Observation;
import io.pgwalstreams.operator.observe.WorkerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what was asked for is reached, and what is in the way, the most telling first. A halt
 * shows at once; a reconnect not before the grace is over. One use; not thread-safe.
 */
final class ReadyPolicy {
  private static final Set<Reason> PASSING =
      Set.of(Reason.AuthenticationFailed, Reason.DatabaseTlsFailed, Reason.ServerIsStandby);

  private final Seen seen;
  private final Previous previous;
  private final Patience patience;
  private final boolean down;
  private final List<Obstacle> obstacles = new ArrayList<>();

  ReadyPolicy(Seen seen, Previous previous, Patience patience) {
    this.seen = seen;
    this.previous = previous;
    this.patience = patience;
    this.down = !seen.streaming() && !reconnecting();
  }

  private boolean reconnecting() {
    return patience.wasReady()
        && !seen.observation().suspended()
        && seen.halt().isEmpty()
        && patience.lasts(ConditionType.Streaming, ConditionStatus.False);
  }

  /** What is in the way; empty when the resource is ready. */
  List<Obstacle> obstacles() {
    seen.observation().refused().map(Obstacle::of).ifPresent(obstacles::add);
    if (seen.observation().suspended()) {
      suspending();
    } else {
      source();
      worker();
      generation();
    }
    return List.copyOf(obstacles);
  }

  /** While suspended only the slot matters: it holds what is to be published later. */
  private void suspending() {
    seen.source()
        .slot()
        .failure()
        .filter(why -> why.reason().recovery() == Recovery.PERSON)
        .map(Obstacle::of)
        .ifPresent(obstacles::add);
    if (!seen.gone()) {
      obstacles.add(
          seen.lingers()
              .map(Obstacle::of)
              .orElseGet(() -> Obstacle.of(Word.Suspending, "the worker is ending")));
    }
  }

  /** What is wrong comes before what only waits for it and is not known yet. */
  private void source() {
    bad(seen.source().database(), ConditionType.DatabaseReady);
    bad(seen.source().publication(), ConditionType.PublicationReady);
    bad(seen.source().slot(), ConditionType.SlotHealthy);
    unknown(seen.source().database());
    unknown(seen.source().publication());
    unknown(seen.source().slot());
  }

  private void bad(Aspect aspect, ConditionType type) {
    aspect.failure().filter(why -> counts(why, type)).map(Obstacle::of).ifPresent(obstacles::add);
  }

  private void unknown(Aspect aspect) {
    if (down && aspect instanceof Aspect.Unknown(String why)) {
      obstacles.add(Obstacle.of(Word.NotCheckedYet, why));
    }
  }

  /**
   * What heals by itself counts when it keeps events from flowing; a publication that is not as
   * asked for counts always.
   */
  private boolean counts(Failure why, ConditionType type) {
    return switch (why.reason().recovery()) {
      case WARNS -> false;
      case WAITS -> down || type == ConditionType.PublicationReady;
      case PERSON -> !passing(why, type);
    };
  }

  /** In the middle of a rotation or of a failover it is so for a moment. */
  private boolean passing(Failure why, ConditionType type) {
    return PASSING.contains(why.reason())
        && !down
        && patience.wasReady()
        && patience.lasts(type, ConditionStatus.False);
  }

  private void worker() {
    if (down) {
      seen.stuck().map(Obstacle::of).ifPresent(obstacles::add);
    }
    seen.halt().map(Obstacle::of).ifPresent(obstacles::add);
    if (down) {
      seen.waiting().or(seen::late).map(Obstacle::of).ifPresent(obstacles::add);
    }
    if (down && obstacles.isEmpty()) {
      obstacles.add(Obstacle.of(Word.WorkerStarting, "the worker is starting"));
    }
  }

  private void generation() {
    long asked = seen.observation().generation();
    Optional<WorkerReport> report = seen.observation().worker();
    long applied =
        Math.max(
            previous.appliedGeneration(asked),
            report.map(WorkerReport::appliedGeneration).orElse(0L));
    report
        .flatMap(WorkerReport::configBroken)
        .map(words -> Obstacle.of(broken(words, asked)))
        .ifPresent(obstacles::add);
    if (applied >= asked && checked(asked)) {
      return;
    }
    Optional<Failure> unchecked = seen.source().database().failure();
    if (applied >= asked && unchecked.isPresent()) {
      obstacles.add(Obstacle.of(unchecked.get()));
    } else if (report.isEmpty() && seen.streaming() && silent()) {
      obstacles.add(Obstacle.of(unreachable()));
    } else {
      obstacles.add(
          Obstacle.of(Word.ApplyingChange, "generation " + asked + " is not in force yet"));
    }
  }

  /**
   * The publication is what this generation asks for. What was said of an earlier one says nothing
   * of it, however well the worker does.
   */
  private boolean checked(long asked) {
    return seen.source().publication() instanceof Aspect.Unknown
        ? previous.tellsOf(ConditionType.PublicationReady, asked)
            || (patience.wasReady() && previous.tellsOf(ConditionType.Ready, asked))
        : seen.source().generation() >= asked;
  }

  /** It is ready, says its pod, and has not told us of its generation for the whole grace. */
  private boolean silent() {
    return !patience.wasReady() && !patience.lasts(ConditionType.Ready, ConditionStatus.False);
  }

  private static Failure broken(String words, long asked) {
    return Reason.InvalidSpec.because(
        "the worker cannot use what it finds for generation " + asked, words);
  }

  private Failure unreachable() {
    Observation o = seen.observation();
    String pod = o.workload().pod().map(p -> "pod '" + p.name() + "'").orElse("the worker");
    return Reason.WorkerUnreachable.because(
        pod + " is ready, and does not answer the operator",
        "let the operator reach its port 8080: a NetworkPolicy may be in the way");
  }
}
