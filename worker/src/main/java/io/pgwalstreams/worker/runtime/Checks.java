package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Preflight;
import io.pgwalstreams.database.ServerFacts;
import io.pgwalstreams.database.SlotHealth;
import io.pgwalstreams.database.SlotReader;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.worker.config.WorkerConfig;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort.BucketState;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.replication.PgReplicationSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that {@code check} looks at; changes nothing. Used once. */
public final class Checks {
  private final WorkerConfig config;
  private final List<Check> all = new ArrayList<>();

  public Checks(WorkerConfig config) {
    this.config = config;
  }

  /** Looks, and tells each finding. */
  public List<Check> run() {
    database();
    nats();
    return List.copyOf(all);
  }

  private void database() {
    try (Connection connection = new PgConnector(config.database()).sql()) {
      all.add(Check.ok("database", config.database().toString()));
      ServerFacts server = ServerFacts.read(connection);
      Optional<SlotState> slot = new SlotReader(connection).read(config.settings().slot());
      Preflight.of(server, slot.isEmpty()).forEach(this::add);
      publication();
      slot(slot, new Slots(connection));
    } catch (SQLException e) {
      all.add(Check.failed("database", SqlFailures.of(e, "looking at the database")));
    } catch (FailureException e) {
      all.add(Check.failed("database", e.failure()));
    }
    walsender();
  }

  private void add(Preflight.Finding f) {
    all.add(
        f.failure()
            .map(
                why ->
                    why.reason().recovery() == Reason.Recovery.WARNS
                        ? Check.warning(f.name(), why)
                        : Check.failed(f.name(), why))
            .orElseGet(() -> Check.ok(f.name(), f.found())));
  }

  private void publication() {
    String name = config.document().publicationName();
    boolean managed = config.document().spec().publication().managed() != null;
    all.add(
        config
            .sourceSetup()
            .publicationRefusal()
            .map(why -> Check.failed("publication", why))
            .orElseGet(
                () ->
                    Check.ok(
                        "publication",
                        name + (managed ? " is or will be as asked for" : " exists"))));
  }

  private void slot(Optional<SlotState> slot, Slots sessions) throws SQLException {
    String name = config.settings().slot();
    if (slot.isEmpty() && config.settings().createSlot()) {
      all.add(Check.ok("slot", name + " will be created"));
      return;
    }
    Optional<Failure> why = SlotHealth.unusable(slot, name, config.database().database());
    if (why.isPresent()) {
      all.add(Check.failed("slot", why.get()));
      return;
    }
    SlotState s = slot.orElseThrow();
    String retains = ", retains " + s.retainedBytes() + " bytes of WAL";
    if (isReadByOwnWorker(s, sessions)) {
      all.add(Check.ok("slot", name + ", read by this WalStream's worker" + retains));
      return;
    }
    all.add(
        SlotHealth.busy(s)
            .map(busy -> Check.warning("slot", busy))
            .orElseGet(
                () -> Check.ok("slot", name + retains + ", and more until a worker publishes")));
  }

  /** Who runs a check while the worker runs finds its slot in use, as it should be. */
  private boolean isReadByOwnWorker(SlotState s, Slots sessions) throws SQLException {
    Long pid = s.activePid();
    return pid != null
        && sessions
            .application(pid)
            .filter(a -> Slots.isNamed(a, config.database().applicationName()))
            .isPresent();
  }

  /** The truth about REPLICATION and pg_hba.conf: a walsender connection. */
  private void walsender() {
    try (var walsender = PgReplicationSource.open(new PgConnector(config.database()))) {
      var id = walsender.identifySystem();
      all.add(
          Check.ok("walsender", "system " + id.systemIdentifier() + ", timeline " + id.timeline()));
    } catch (FailureException e) {
      // Whom the database does not let in at all is told so once.
      if (all.stream().noneMatch(c -> e.failure().equals(c.failure()))) {
        all.add(Check.failed("walsender", e.failure()));
      }
    }
  }

  private void nats() {
    try (JetStreamClient client = JetStreamClient.connect(config.nats(), config.stream())) {
      var look = new StreamLook(client, config.settings());
      Optional<StreamState> stream = look.stream();
      all.add(Check.ok("nats", config.nats().toString()));
      all.add(Check.ok("max_payload", client.maxPayload() + " bytes"));
      look.refusal(stream)
          .ifPresentOrElse(why -> all.add(Check.failed("stream", why)), () -> stream(stream));
      bucket(client);
      stream.flatMap(look::another).ifPresent(why -> all.add(Check.failed("stream", why)));
    } catch (FailureException e) {
      all.add(Check.failed("nats", e.failure()));
    }
  }

  private void stream(Optional<StreamState> stream) {
    String name = config.settings().stream();
    if (stream.isEmpty()) {
      all.add(Check.ok("stream", name + " will be created"));
      return;
    }
    StreamState s = stream.get();
    all.add(
        Check.ok(
            "stream",
            name
                + ": "
                + s.storage()
                + ", replicas "
                + s.replicas()
                + ", last sequence "
                + s.lastSequence()));
    s.warnings()
        .forEach(
            w ->
                all.add(
                    Check.warning(
                        "stream",
                        Reason.StreamHasHoles.because(
                            "stream '" + name + "': " + w.found(), w.remedy()))));
  }

  /** Only ExactlyOnce keeps checkpoints. */
  private void bucket(JetStreamClient client) {
    if (config.settings().delivery() != PipelineSettings.Delivery.EXACTLY_ONCE) {
      return;
    }
    String name = config.stream().bucket();
    try {
      Optional<BucketState> found = StreamLook.get(client.bucket());
      all.add(
          found
              .filter(b -> !b.unsuitable().isEmpty())
              .map(
                  b ->
                      Check.failed(
                          "bucket",
                          Reason.BucketUnsuitable.because(
                              "bucket '" + name + "' " + String.join(", ", b.unsuitable()),
                              "name another nats.checkpointBucket, or delete this one: it is made"
                                  + " anew as needed")))
              .orElseGet(
                  () -> Check.ok("bucket", name + (found.isEmpty() ? " will be created" : ""))));
    } catch (FailureException e) {
      all.add(
          Check.warning(
              "bucket",
              Reason.CheckpointUnavailable.because(e.failure().message(), e.failure().remedy())));
    }
  }
}
