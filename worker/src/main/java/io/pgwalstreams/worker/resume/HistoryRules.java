package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.replication.ReplicationSource.TimelineSwitch;
import io.pgwalstreams.worker.resume.DecisionTable.Rejection;
import java.util.Optional;

/**
 * Rows P2 to P6: is this the database, and the history of it, that the reference was published
 * from? Pure.
 */
final class HistoryRules {
  private static final String ACCEPT =
      "bring back the database that was published from, or accept the gap: publishing then goes on"
          + " where the slot stands";

  private HistoryRules() {}

  /** {@code uncounted}: what lies behind the reference is passed over by consent. */
  static Optional<Rejection> first(Observation o, Reference r, Lsn confirmed, boolean uncounted) {
    return system(o, r)
        .or(() -> phantom(o, r))
        .or(() -> recreatedAfterFailover(o, r, confirmed))
        .or(() -> hadGoneBack(o, r, confirmed, uncounted))
        .or(() -> wentBack(o, r))
        .or(() -> advanced(o, r, confirmed));
  }

  private static Optional<Rejection> system(Observation o, Reference r) {
    String now = o.source().identity().system();
    if (now.equals(r.source().system())) {
      return Optional.empty();
    }
    return Optional.of(
        Rejection.of(
            Reason.SystemChanged,
            "P2",
            "PostgreSQL system "
                + now
                + " answers, but the stream was written from "
                + r.source().system()
                + " up to "
                + r.position().sentence(),
            "connect to the former system, or, after pg_upgrade or a planned replacement, accept"
                + " this change of system"));
  }

  private static Optional<TimelineSwitch> switchFrom(Observation o, Reference r) {
    return o.source().ancestors().stream()
        .filter(s -> s.timeline() == r.source().timeline())
        .findFirst();
  }

  /**
   * Where the events that are counted behind a reference end at the latest: on a timeline that was
   * left nothing was published behind the switch.
   */
  static Lsn countedBefore(Observation o, Reference r) {
    Lsn walEnd = o.source().walEnd();
    return sameTimeline(o, r)
        ? walEnd
        : switchFrom(o, r).map(s -> Lsn.min(s.switchedAt(), walEnd)).orElse(walEnd);
  }

  /** False behind a promotion. */
  static boolean sameTimeline(Observation o, Reference r) {
    return o.source().identity().timeline() == r.source().timeline();
  }

  private static Optional<Rejection> phantom(Observation o, Reference r) {
    if (sameTimeline(o, r)) {
      return Optional.empty();
    }
    Optional<TimelineSwitch> left = switchFrom(o, r);
    if (left.isPresent() && liesBefore(r.position(), left.get().switchedAt())) {
      return Optional.empty();
    }
    return Optional.of(
        Rejection.of(
            Reason.PhantomEvents,
            "P3",
            "the stream holds changes up to "
                + r.position()
                + " of timeline "
                + r.source().timeline()
                + ", but timeline "
                + o.source().identity().timeline()
                + left.map(s -> " left it at " + s.switchedAt())
                    .orElse(" does not descend from it"),
            ACCEPT));
  }

  /** A transaction's LSN is where its commit record starts, a message's where its record ends. */
  private static boolean liesBefore(Position position, Lsn switched) {
    return position.ordinal() == 0
        ? !position.lsn().isAfter(switched)
        : position.lsn().isBefore(switched);
  }

  private static Optional<Rejection> recreatedAfterFailover(
      Observation o, Reference r, Lsn confirmed) {
    int timeline = o.source().identity().timeline();
    // an anchor behind the end of a stream that has lost its tail tells of what was published then
    if (sameTimeline(o, r)
        || o.reached().stream()
            .flatMap(last -> o.anchors().stream().filter(a -> a.sequence() <= last.sequence()))
            .anyMatch(a -> a.source().timeline() == timeline)) {
      return Optional.empty();
    }
    Lsn switched = switchFrom(o, r).orElseThrow().switchedAt();
    return Rejection.when(
        confirmed.isAfter(switched),
        "P4",
        () ->
            Reason.SlotRecreated.because(
                "the slot stands at "
                    + confirmed
                    + ", behind the promotion at "
                    + switched
                    + ": it was made after the failover",
                ACCEPT + "; use failover slots (PostgreSQL 17) to avoid this"));
  }

  private static Optional<Rejection> wentBack(Observation o, Reference r) {
    return Rejection.when(
        o.source().walEnd().isBefore(r.position().lsn()),
        "P5",
        () ->
            Reason.DatabaseWentBack.because(
                "the database's WAL ends before what was published last, "
                    + r.position().sentence(),
                ACCEPT));
  }

  /**
   * A worker halted for P5, and the WAL has grown since. Where nothing has to be counted, the
   * reference tells: it is read again, or the slot stands behind it, as it can on the right
   * database only. Else nobody can tell.
   */
  private static Optional<Rejection> hadGoneBack(
      Observation o, Reference r, Lsn confirmed, boolean uncounted) {
    boolean readAgain = r.isTransaction() || r.isLoneMessage();
    boolean behind = !confirmed.isBefore(r.position().lsn());
    if (!uncounted && r.more() == 0 && (readAgain || behind)) {
      return Optional.empty();
    }
    return o.newest()
        .map(Anchor::halt)
        .map(
            why ->
                Rejection.of(
                    why.reason(),
                    "P5",
                    why.message(),
                    "bring back the database that was published from. Whether it is back cannot be"
                        + " told any more, for its events are gone from the stream: accept the gap"
                        + " to go on where the slot stands (events behind that repeat)"));
  }

  private static Optional<Rejection> advanced(Observation o, Reference r, Lsn confirmed) {
    return Rejection.when(
        confirmed.isAfter(r.limit()),
        "P6",
        () ->
            Reason.SlotAdvanced.because(
                "the slot stands at "
                    + confirmed
                    + ", but only "
                    + r.limit()
                    + " was confirmed: somebody advanced it or made it anew (published last: "
                    + r.position().sentence()
                    + ", system "
                    + o.source().identity().system()
                    + ")",
                "find out who did (a WalStream that is deleted and applied again has a new slot), and"
                    + " accept the gap to go on where the slot stands"));
  }
}
