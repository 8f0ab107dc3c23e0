package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.util.Optional;

/** What a slot's state means for somebody who wants to read from it. Pure. */
public final class SlotHealth {
  /** The plugin that this project decodes. */
  public static final String PLUGIN = "pgoutput";

  /** Below this many bytes of {@code safe_wal_size} the slot is in danger. */
  public static final long DANGER_BYTES = 128L << 20;

  private SlotHealth() {}

  /** Why the slot cannot be read from, whoever reads it now; empty when it can. */
  public static Optional<Failure> unusable(Optional<SlotState> slot, String name, String database) {
    if (slot.isEmpty()) {
      return Optional.of(missing(name));
    }
    SlotState s = slot.get();
    if (!s.logical() || s.temporary() || s.twoPhase() || !PLUGIN.equals(s.plugin())) {
      return Optional.of(
          Reason.SlotUnsuitable.because(
              "slot '" + name + "' is " + kind(s),
              "name another slot: it must be logical, permanent, of plugin pgoutput, without"
                  + " two_phase"));
    }
    if (!database.equals(s.database())) {
      return Optional.of(
          Reason.SlotUnsuitable.because(
              "slot '" + name + "' belongs to database '" + s.database() + "'",
              "name another slot, or the database that it belongs to"));
    }
    String why = s.invalidation();
    if (why != null || s.confirmed() == null) {
      return Optional.of(lost(name, why == null ? "it was never ready" : why));
    }
    return Optional.empty();
  }

  private static String kind(SlotState s) {
    if (!s.logical()) {
      return "physical";
    }
    if (s.temporary()) {
      return "temporary";
    }
    return s.twoPhase() ? "made for two-phase decoding" : "of plugin '" + s.plugin() + "'";
  }

  /** There is no slot of this name. */
  public static Failure missing(String name) {
    return Reason.SlotMissing.because(
        "replication slot '" + name + "' does not exist",
        "create it, or let this program do so; if it existed before, changes in between are lost:"
            + " accept the gap");
  }

  private static Failure lost(String name, String why) {
    return Reason.SlotLost.because(
        "replication slot '" + name + "' cannot be used any more (" + why + ")",
        "raise max_slot_wal_keep_size; accept the gap to go on with a new slot");
  }

  /** Somebody reads from the slot; empty when nobody does. */
  public static Optional<Failure> busy(SlotState s) {
    Long pid = s.activePid();
    return pid == null
        ? Optional.empty()
        : Optional.of(
            Reason.SlotInUse.because(
                "replication slot '" + s.name() + "' is read by process " + pid,
                "wait until it ends, or end it: select pg_terminate_backend(" + pid + ")"));
  }

  /** True when the slot will be lost soon unless it is confirmed. */
  public static boolean inDanger(SlotState s) {
    Long safe = s.safeWalSize();
    return "unreserved".equals(s.walStatus()) || (safe != null && safe < DANGER_BYTES);
  }
}
