package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges a server before anything is created there. Pure. */
public final class Preflight {
  private static final int OLDEST = 140_000;

  /** The minor version of each major that has the fix of logical decoding of 2025. */
  private static final Map<Integer, Integer> FIXED = Map.of(14, 18, 15, 13, 16, 9, 17, 5);

  private Preflight() {}

  /**
   * One check.
   *
   * @param found in words
   * @param failure empty when all is well
   */
  public record Finding(String name, String found, Optional<Failure> failure) {}

  /**
   * Every check of the server, in order.
   *
   * @param createsSlot true when a slot is to be created, and so a free one is needed
   */
  public static List<Finding> of(ServerFacts s, boolean createsSlot) {
    var all = new ArrayList<Finding>();
    all.add(new Finding("server version", s.version(), version(s)));
    all.add(new Finding("primary", s.inRecovery() ? "in recovery" : "yes", standby(s)));
    all.add(new Finding("wal_level", s.walLevel(), walLevel(s)));
    all.add(
        new Finding(
            "replication slots",
            s.freeSlots() + " free",
            createsSlot ? slots(s) : Optional.empty()));
    all.add(new Finding("walsenders", s.freeSenders() + " free", senders(s)));
    all.add(new Finding("role", s.user(), role(s)));
    return all;
  }

  private static Optional<Failure> when(boolean condition, Failure failure) {
    return condition ? Optional.of(failure) : Optional.empty();
  }

  private static Optional<Failure> version(ServerFacts s) {
    int major = s.versionNumber() / 10_000;
    return when(
            s.versionNumber() < OLDEST,
            Reason.ServerUnsupported.because(
                "PostgreSQL " + s.version() + " is too old", "upgrade to PostgreSQL 14 or newer"))
        .or(
            () ->
                when(
                    s.versionNumber() % 10_000 < FIXED.getOrDefault(major, 0),
                    Reason.ServerVersionRisky.because(
                        "PostgreSQL "
                            + s.version()
                            + " may decode a transaction otherwise when it is read again after a change"
                            + " of the publication",
                        "upgrade to " + major + "." + FIXED.getOrDefault(major, 0) + " or newer")));
  }

  /** That nothing can be created or dropped on a standby. */
  public static Optional<Failure> standby(ServerFacts s) {
    return when(
        s.inRecovery(),
        Reason.ServerIsStandby.because(
            "the server is in recovery", "connect to the primary: host must name it"));
  }

  private static Optional<Failure> walLevel(ServerFacts s) {
    return when(
        !s.walLevel().equals("logical"),
        Reason.WalLevelInsufficient.because(
            "wal_level is '" + s.walLevel() + "'",
            "set wal_level = logical in postgresql.conf and restart PostgreSQL"));
  }

  private static Optional<Failure> slots(ServerFacts s) {
    return when(
        s.freeSlots() < 1,
        Reason.NoFreeSlot.because(
            "all replication slots are in use",
            "raise max_replication_slots and restart PostgreSQL, or drop slots that nobody reads"));
  }

  private static Optional<Failure> senders(ServerFacts s) {
    return when(
        s.freeSenders() < 1,
        Reason.NoFreeWalSender.because(
            "all walsenders are in use", "raise max_wal_senders and restart PostgreSQL"));
  }

  private static Optional<Failure> role(ServerFacts s) {
    return when(
        !s.mayReplicate(),
        Reason.PrivilegeMissing.because(
            "role '" + s.user() + "' may not replicate",
            "ALTER ROLE " + SqlIdentifier.quote(s.user()) + " REPLICATION (as a superuser)"));
  }
}
