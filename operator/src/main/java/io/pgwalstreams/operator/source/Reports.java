package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.SourceReport;
import java.util.Optional;

/** Reports, and what is new in them. Pure. */
final class Reports {
  private Reports() {}

  static SourceReport of(long generation, SourceFacts facts, SourcePlan plan) {
    return new SourceReport(
        generation,
        plan.database(),
        plan.publication(),
        plan.slot(),
        Optional.of(facts.identity()),
        facts.publication().state().map(p -> facts.publication().tables()),
        facts.slot().state());
  }

  /** What was known stays; only the database is known to be out of reach. */
  static SourceReport failed(long generation, SourceReport last, Failure why) {
    return with(generation, last, new Aspect.Bad(why), last.publication(), last.slot());
  }

  /** One of its tables is locked, so that it cannot even be looked at. */
  static SourceReport withPublication(long generation, SourceReport last, Failure why) {
    return with(generation, last, last.database(), new Aspect.Bad(why), last.slot());
  }

  static SourceReport withSlot(long generation, SourceReport last, Failure why) {
    return with(generation, last, last.database(), last.publication(), new Aspect.Bad(why));
  }

  static SourceReport ofGeneration(long generation, SourceReport r) {
    return with(generation, r, r.database(), r.publication(), r.slot());
  }

  private static SourceReport with(
      long generation, SourceReport last, Aspect database, Aspect publication, Aspect slot) {
    return new SourceReport(
        generation,
        database,
        publication,
        slot,
        last.server(),
        last.tableCount(),
        last.slotState());
  }

  /** What should never be thrown was. */
  static Failure defect(Throwable thrown) {
    return Reason.Internal.because("a defect: " + thrown, "report it, with the operator's log");
  }

  /** True when the failure is one of the whole connection, and not of what was being done. */
  static boolean ofDatabase(Failure why) {
    return why.reason().area() == Reason.Area.DATABASE && why.reason() != Reason.PrivilegeMissing;
  }

  /** True when a person, or time, has something to mend. */
  static boolean failing(SourceReport report) {
    return !report.ready();
  }

  /** What is told at once when it changes. */
  record Words(
      String aspects,
      Optional<SourceReport.Server> server,
      Optional<Integer> tables,
      String slot,
      boolean wantsIntent) {}

  static Words words(SourceReport r, boolean wantsIntent) {
    return new Words(
        word(r.database()) + '\n' + word(r.publication()) + '\n' + word(r.slot()),
        r.server(),
        r.tableCount(),
        r.slotState().map(s -> s.walStatus() + " " + s.failover() + " " + s.synced()).orElse(""),
        wantsIntent);
  }

  /** A warning's message holds numbers. */
  private static String word(Aspect aspect) {
    return switch (aspect) {
      case Aspect.Unknown(String why) -> "unknown: " + why;
      case Aspect.Good(String what) -> "good: " + what;
      case Aspect.Bad(Failure why) ->
          why.reason()
              + (why.reason().recovery() == Reason.Recovery.WARNS ? "" : ": " + why.sentence());
    };
  }

  /** What is told now and then. */
  static String numbers(SourceReport r) {
    return r.slotState().map(Reports::numbers).orElse("");
  }

  private static String numbers(SlotState s) {
    return Bytes.rounded(s.retainedBytes()) + " " + Bytes.rounded(s.unconfirmedBytes());
  }
}
