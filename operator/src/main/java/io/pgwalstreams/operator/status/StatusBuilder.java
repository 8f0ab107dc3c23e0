package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Slot;
import io.pgwalstreams.operator.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the status of what was seen. Pure: its memory is the status that was written last. */
public final class StatusBuilder {
  /** How often numbers may be written that nothing else was written with. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private StatusBuilder() {}

  /**
   * The next status.
   *
   * @param numbersWritten for the next call, once this status is written
   * @param lookAgain when the status changes by the passing of time alone
   */
  public record Next(
      WalStreamStatus status, Instant numbersWritten, Optional<Duration> lookAgain) {}

  /**
   * The status for this observation.
   *
   * @param previous as the API server has it; null when there is none
   * @param numbersWritten of the call before; {@link Instant#EPOCH} when the operator has just
   *     started, which costs one more write at most
   */
  public static Next next(
      Observation observation,
      @Nullable WalStreamStatus previous,
      Instant numbersWritten,
      Instant now) {
    var seen = new Seen(observation, now);
    var before = new Previous(previous);
    if (previous != null && nothingNew(seen, before)) {
      return new Next(previous, numbersWritten, Optional.empty());
    }
    var patience = new Patience(before, now);
    WalStreamStatus fresh = status(seen, before, patience, now);
    WalStreamStatus quiet = withNumbersOf(previous, fresh);
    boolean due = !now.isBefore(numbersWritten.plus(QUIET));
    boolean writes = due || !unchanged(previous, quiet);
    return writes && !fresh.equals(previous)
        ? new Next(fresh, now, patience.lookAgain())
        : new Next(quiet, numbersWritten, patience.lookAgain());
  }

  /** True when there is nothing to write. */
  public static boolean unchanged(@Nullable WalStreamStatus previous, WalStreamStatus next) {
    return next.equals(previous);
  }

  /**
   * An operator that has just started knows less than the status: that stands until the first look
   * at the database.
   */
  private static boolean nothingNew(Seen seen, Previous before) {
    return !seen.looked()
        && seen.observation().refused().isEmpty()
        && before.observedGeneration() == seen.observation().generation()
        && before.known(ConditionType.DatabaseReady).isPresent()
        && before.condition(ConditionType.Ready).isPresent();
  }

  private static WalStreamStatus status(
      Seen seen, Previous before, Patience patience, Instant now) {
    long generation = seen.observation().generation();
    var parts = new Parts(seen, before);
    return new WalStreamStatus(
        generation,
        conditions(seen, before, patience, now),
        parts.source(),
        parts.publication(),
        parts.slot(),
        parts.stream(),
        parts.worker(),
        parts.halt(),
        parts.gaps());
  }

  private static List<WalStreamStatus.Condition> conditions(
      Seen seen, Previous before, Patience patience, Instant now) {
    Observation o = seen.observation();
    var source = new SourcePolicies(seen, before);
    var worker = new WorkerPolicies(seen, before);
    List<Obstacle> obstacles = new ReadyPolicy(seen, before, patience).obstacles();
    return new Conditions(before, o.generation(), now)
        .ready(obstacles, reached(o), o.suspended() ? Word.Suspended : Word.Streaming)
        .add(ConditionType.DatabaseReady, source.database())
        .add(ConditionType.PublicationReady, source.publication())
        .add(ConditionType.SlotHealthy, source.slot())
        .add(ConditionType.StreamReady, worker.stream())
        .add(ConditionType.Streaming, worker.streaming())
        .list();
  }

  private static String reached(Observation o) {
    return o.suspended()
        ? "suspended as asked; the slot is kept and retains WAL"
        : "events flow to stream '" + o.names().stream() + "' as asked";
  }

  private static WalStreamStatus withNumbersOf(
      @Nullable WalStreamStatus previous, WalStreamStatus fresh) {
    Slot last = previous == null ? null : previous.slot();
    Slot slot = fresh.slot();
    if (last == null || slot == null || last.retainedWal() == null) {
      return fresh;
    }
    return new WalStreamStatus(
        fresh.observedGeneration(),
        fresh.conditions(),
        fresh.source(),
        fresh.publication(),
        new Slot(
            slot.name(),
            slot.managed(),
            slot.walStatus(),
            slot.failover(),
            slot.synced(),
            last.retainedWal(),
            last.unpublishedWal()),
        fresh.stream(),
        fresh.worker(),
        fresh.halt(),
        fresh.gaps());
  }
}
