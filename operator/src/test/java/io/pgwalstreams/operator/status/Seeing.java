package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Observation;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.observe.WorkerReport.Gap;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import io.pgwalstreams.operator.observe.Workload;
import io.pgwalstreams.operator.observe.Workload.Ended;
import io.pgwalstreams.operator.observe.Workload.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds observations: what is not said is as before. */
final class Seeing {
  static final String SYSTEM = "7380000000000000001";

  private long generation = 1;
  private boolean suspended;
  private boolean slotManaged = true;
  private Optional<Failure> refused = Optional.empty();
  private SourceReport source = SourceReport.NONE;
  private Workload workload = Workload.NONE;
  private boolean answers;
  private Phase phase = Phase.STARTING;
  private Optional<Failure> why = Optional.empty();
  private long applied;
  private Optional<String> broken = Optional.empty();
  private Optional<Lsn> published = Optional.empty();
  private final List<Gap> gaps = new ArrayList<>();

  static Failure failure(Reason reason) {
    return reason.because("found " + reason, "mend it");
  }

  Seeing generation(long now) {
    generation = now;
    return this;
  }

  Seeing suspended(boolean now) {
    suspended = now;
    return this;
  }

  Seeing refused(Reason reason) {
    refused = Optional.of(failure(reason));
    return this;
  }

  Seeing accepted() {
    refused = Optional.empty();
    return this;
  }

  /** The database cannot be asked, so nothing is known of the rest. */
  Seeing database(Reason reason) {
    return source(
        new Aspect.Bad(failure(reason)),
        new Aspect.Unknown("the database was not asked"),
        new Aspect.Unknown("the database was not asked"));
  }

  Seeing publication(Reason reason) {
    return source(
        new Aspect.Good("PostgreSQL 17.6"),
        new Aspect.Bad(failure(reason)),
        new Aspect.Unknown("the publication comes first"));
  }

  Seeing slot(Reason reason) {
    return slot(failure(reason));
  }

  Seeing slot(Failure why) {
    return source(
        new Aspect.Good("PostgreSQL 17.6"),
        new Aspect.Good("publication 'pub' sends 2 tables"),
        new Aspect.Bad(why));
  }

  Seeing source(Aspect database, Aspect publication, Aspect slot) {
    boolean reached = database.usable();
    source =
        new SourceReport(
            generation,
            database,
            publication,
            slot,
            reached || source.server().isPresent() ? Optional.of(server(SYSTEM)) : Optional.empty(),
            publication.usable() ? Optional.of(2) : Optional.empty(),
            slot.usable() ? Optional.of(row(0, 0)) : Optional.empty());
    return this;
  }

  /** The operator has started, and the database was not looked at yet. */
  Seeing notLooked() {
    source = SourceReport.NONE;
    return this;
  }

  static SourceReport.Server server(String system) {
    return new SourceReport.Server(system, 1, "17.6", "app");
  }

  Seeing sourceInOrder() {
    return source(
        new Aspect.Good("PostgreSQL 17.6"),
        new Aspect.Good("publication 'pub' sends 2 tables"),
        new Aspect.Good("slot 'slot' can be read"));
  }

  Seeing server(SourceReport.Server server) {
    SourceReport s = source;
    source =
        new SourceReport(
            s.generation(),
            s.database(),
            s.publication(),
            s.slot(),
            Optional.of(server),
            s.tableCount(),
            s.slotState());
    return this;
  }

  Seeing row(SlotState row) {
    SourceReport s = source;
    source =
        new SourceReport(
            s.generation(),
            s.database(),
            s.publication(),
            s.slot(),
            s.server(),
            s.tableCount(),
            Optional.of(row));
    return this;
  }

  static SlotState row(long retained, long unconfirmed) {
    return row(retained, unconfirmed, "reserved", null);
  }

  static SlotState row(long retained, long unconfirmed, String walStatus, Long safe) {
    return row(retained, unconfirmed, walStatus, safe, 4711L);
  }

  private static SlotState row(
      long retained, long unconfirmed, String walStatus, Long safe, Long reader) {
    return new SlotState(
        "slot",
        "pgoutput",
        "app",
        true,
        false,
        false,
        true,
        false,
        reader,
        Lsn.parse("0/1"),
        Lsn.parse("0/2"),
        walStatus,
        safe,
        null,
        Lsn.parse("1/0"),
        retained,
        unconfirmed);
  }

  Seeing existingSlot() {
    slotManaged = false;
    return this;
  }

  Seeing noPod() {
    workload = Workload.NONE;
    answers = false;
    return this;
  }

  Seeing stopping() {
    workload = new Workload(0, true, workload.pod());
    return this;
  }

  Seeing pod(boolean ready) {
    return pod(ready, Optional.empty(), Optional.empty());
  }

  Seeing stuck(String words) {
    return pod(false, Optional.of(words), Optional.empty()).silent();
  }

  /** The Deployment's controller may not make the pod. */
  Seeing neverMade(String words) {
    workload =
        new Workload(
            1,
            true,
            Optional.of(
                new Pod(
                    "",
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    0,
                    Optional.of(words),
                    Optional.empty())));
    return silent();
  }

  Seeing ended(Reason reason, String haltId, String time) {
    return pod(
            false,
            Optional.empty(),
            Optional.of(
                new Ended(failure(reason), Optional.ofNullable(haltId).map(HaltsTest::halt), time)))
        .silent();
  }

  private Seeing pod(boolean ready, Optional<String> stuck, Optional<Ended> ended) {
    workload =
        new Workload(
            1,
            true,
            Optional.of(
                new Pod(
                    "shop-worker-1",
                    Optional.of("10.0.0.7"),
                    ready,
                    Optional.empty(),
                    0,
                    stuck,
                    ended)));
    return this;
  }

  /** A pod that is not ready, whose worker does not answer. */
  Seeing idle(Workload.Idle.Kind kind, Instant since) {
    workload =
        new Workload(
            workload.replicas(),
            true,
            Optional.of(
                new Pod(
                    "shop-worker-1",
                    Optional.of("10.0.0.7"),
                    false,
                    Optional.of(new Workload.Idle(kind, since)),
                    0,
                    Optional.empty(),
                    Optional.empty())));
    return silent();
  }

  /** As the database says, nobody reads from the slot. */
  Seeing unread() {
    return row(row(0, 0, "reserved", null, null));
  }

  Seeing silent() {
    answers = false;
    return this;
  }

  /** A pod that is ready, and a worker that streams by this generation. */
  Seeing streaming(long applied) {
    return pod(true).worker(Phase.STREAMING, null, applied);
  }

  Seeing worker(Phase now, Reason because, long generationApplied) {
    answers = true;
    phase = now;
    why = Optional.ofNullable(because).map(Seeing::failure);
    applied = generationApplied;
    return this;
  }

  Seeing broken(String words) {
    broken = Optional.of(words);
    return this;
  }

  Seeing published(String lsn) {
    published = Optional.of(Lsn.parse(lsn));
    return this;
  }

  Seeing gap(Gap gap) {
    gaps.add(gap);
    return this;
  }

  private Optional<WorkerReport> report() {
    return answers
        ? Optional.of(
            new WorkerReport(
                "1.0",
                phase,
                why,
                true,
                "ExactlyOnce",
                applied,
                "hash" + applied,
                broken,
                Optional.of(new WorkerReport.Stream("db", "2026-01-01T00:00:00Z", "file", 3)),
                published,
                gaps))
        : Optional.empty();
  }

  Observation done() {
    return new Observation(
        generation,
        suspended,
        new Observation.Names("pub", true, "slot", slotManaged, "db", "1Gi"),
        refused,
        source,
        workload,
        report());
  }

  /** As a new operator sees it: nothing yet. */
  Observation byANewOperator() {
    return new Observation(
        generation,
        suspended,
        new Observation.Names("pub", true, "slot", true, "db", "1Gi"),
        Optional.empty(),
        SourceReport.NONE,
        Workload.NONE,
        Optional.empty());
  }
}
