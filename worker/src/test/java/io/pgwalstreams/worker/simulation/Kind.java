package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What goes wrong. */
enum Kind {
  // the application
  PAUSE,
  // the worker
  KILL,
  STOP,
  FREEZE,
  SECOND_WORKER,
  ZOMBIE,
  OTHER_FILTER,
  // PostgreSQL
  POSTGRES_RESTART,
  POSTGRES_DISCONNECT,
  FAILOVER_LEVEL,
  FAILOVER_BEHIND,
  FAILOVER_WITHOUT_SLOT,
  RESTORE,
  SLOT_DROPPED,
  SLOT_ADVANCED,
  // JetStream
  NATS_DISCONNECT,
  NATS_RESTART,
  NATS_STUCK,
  LEADER_CHANGE,
  POWER_LOSS,
  EXPIRY,
  FULL,
  STRAY,
  STREAM_RECREATED;

  /** The halts that it may end in where one WalStream owns the stream; none: all is exact. */
  Set<Reason> halts() {
    return switch (this) {
      case PAUSE,
          KILL,
          STOP,
          FREEZE,
          ZOMBIE,
          OTHER_FILTER,
          POSTGRES_RESTART,
          POSTGRES_DISCONNECT,
          FAILOVER_LEVEL,
          NATS_DISCONNECT,
          NATS_RESTART,
          NATS_STUCK,
          LEADER_CHANGE,
          POWER_LOSS,
          EXPIRY,
          FULL ->
          Set.of();
      case SECOND_WORKER -> Set.of(Reason.Fenced);
      case FAILOVER_BEHIND ->
          Set.of(
              Reason.PhantomEvents,
              Reason.DatabaseWentBack,
              Reason.HistoryDiverged,
              Reason.CountMismatch,
              Reason.SlotRecreated,
              Reason.SlotMissing,
              Reason.SlotLost);
      case FAILOVER_WITHOUT_SLOT ->
          Set.of(
              Reason.SlotLost,
              Reason.SlotMissing,
              Reason.PhantomEvents,
              Reason.SlotRecreated,
              Reason.SlotAdvanced);
      case RESTORE ->
          Set.of(
              Reason.HistoryDiverged,
              Reason.DatabaseWentBack,
              Reason.SlotAdvanced,
              Reason.CountMismatch,
              Reason.PhantomEvents,
              Reason.SlotMissing,
              Reason.SlotLost);
      case SLOT_DROPPED -> Set.of(Reason.SlotLost, Reason.SlotMissing);
      case SLOT_ADVANCED -> Set.of(Reason.SlotAdvanced, Reason.SlotRecreated);
      case STRAY -> Set.of(Reason.ForeignWriter);
      case STREAM_RECREATED -> Set.of(Reason.StreamRecreated);
    };
  }

  /** A worker's halt that leaves another one at work. */
  static boolean leavesAnother(Reason reason) {
    return reason == Reason.Fenced;
  }

  static List<Kind> exact() {
    return Arrays.stream(values()).filter(k -> k.halts().isEmpty() || k == SECOND_WORKER).toList();
  }

  /**
   * Where messages are gone at once, a foreign one among them stays unseen, and so does that the
   * last of them tell of a history that a restored database has no trace of.
   */
  static List<Kind> halting(boolean consumed) {
    return Arrays.stream(values())
        .filter(k -> !exact().contains(k))
        .filter(k -> !consumed || (k != STRAY && k != RESTORE))
        .toList();
  }

  /** By which a stream that others write to as well, at least once, may lose nothing. */
  static List<Kind> harmlessWhenShared() {
    return Arrays.stream(values()).filter(k -> k == STRAY || exact().contains(k)).toList();
  }
}
