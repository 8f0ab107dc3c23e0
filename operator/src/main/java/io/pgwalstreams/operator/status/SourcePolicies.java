package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.Reason.Area;
import io.pgwalstreams.api.Reason.Recovery;
import io.pgwalstreams.api.v1alpha1.Quantity;
import io.pgwalstreams.database.SlotHealth;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.operator.observe.Aspect;
import java.util.Optional;

/** Database, publication and slot, as the operator sees them; the worker is a second witness. */
final class SourcePolicies {
  /** A slot that was at risk is so until it retains this much less than its limit, in percent. */
  private static final int RELIEF = 90;

  private final Seen seen;
  private final Previous previous;

  SourcePolicies(Seen seen, Previous previous) {
    this.seen = seen;
    this.previous = previous;
  }

  Verdict database() {
    Verdict found =
        switch (seen.source().database()) {
          case Aspect.Good(String what) -> Verdict.yes(Word.Reachable, what);
          case Aspect.Bad(Failure why) -> warns(why) ? Verdict.yesBut(why) : Verdict.no(why);
          case Aspect.Unknown(String why) -> kept(ConditionType.DatabaseReady, why);
        };
    return dated(found);
  }

  Verdict publication() {
    Verdict found =
        switch (seen.source().publication()) {
          case Aspect.Good(String what) -> Verdict.yes(Word.AsAskedFor, what);
          case Aspect.Bad(Failure why) -> warns(why) ? Verdict.yesBut(why) : Verdict.no(why);
          case Aspect.Unknown(String why) -> kept(ConditionType.PublicationReady, why);
        };
    return dated(found);
  }

  /** A slot that can be read from and is in danger is not healthy, though nothing stands still. */
  Verdict slot() {
    Verdict found =
        switch (seen.source().slot()) {
          case Aspect.Good(String what) ->
              workerSays()
                  .or(this::risk)
                  .map(Verdict::no)
                  .orElseGet(() -> Verdict.yes(Word.Healthy, what));
          case Aspect.Bad(Failure why) -> Verdict.no(warns(why) ? inDanger(why) : why);
          case Aspect.Unknown(String why) ->
              workerSays().map(Verdict::no).orElseGet(() -> kept(ConditionType.SlotHealthy, why));
        };
    return dated(found);
  }

  private static boolean warns(Failure why) {
    return why.reason().recovery() == Recovery.WARNS;
  }

  private Optional<Failure> workerSays() {
    return seen.halt().or(seen::waiting).filter(why -> why.reason().area() == Area.SLOT);
  }

  /** Said without the number of bytes, which would make another message each time. */
  private Failure inDanger(Failure found) {
    return workerSays().or(this::risk).orElse(found);
  }

  private Optional<Failure> risk() {
    return seen.source().slotState().flatMap(this::risk);
  }

  private Optional<Failure> risk(SlotState slot) {
    if (SlotHealth.inDanger(slot)) {
      return Optional.of(
          Reason.SlotAtRisk.because(
              "slot '" + slot.name() + "' comes near max_slot_wal_keep_size",
              "find out why events are not published; raise max_slot_wal_keep_size"));
    }
    String limit = seen.observation().names().maxRetainedWal();
    if (limit.isEmpty() || slot.retainedBytes() <= threshold(Quantity.bytes(limit))) {
      return Optional.empty();
    }
    return Optional.of(
        Reason.SlotAtRisk.because(
            "slot '" + slot.name() + "' retains more WAL than slot.maxRetainedWal, " + limit,
            "find out why events are not published; give PostgreSQL's disk room"));
  }

  private long threshold(long limit) {
    boolean wasAtRisk =
        previous
            .condition(ConditionType.SlotHealthy)
            .map(c -> c.reason().equals(Reason.SlotAtRisk.name()))
            .orElse(false);
    return wasAtRisk ? limit / 100 * RELIEF : limit;
  }

  /**
   * What was known stands until the first look, and while a worker streams: it could not if
   * publication or slot were out of order.
   */
  private Verdict kept(ConditionType type, String why) {
    boolean stands = !seen.looked() || seen.streaming();
    return (stands ? previous.known(type) : Optional.<Verdict>empty())
        .orElseGet(() -> Verdict.unknown(why));
  }

  private Verdict dated(Verdict verdict) {
    return seen.looked() ? verdict.at(seen.source().generation()) : verdict;
  }
}
