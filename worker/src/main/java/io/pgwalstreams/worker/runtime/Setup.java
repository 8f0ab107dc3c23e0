package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.api.v1alpha1.SlotSpec;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.database.PublicationDefinition;
import io.pgwalstreams.database.Publications;
import io.pgwalstreams.database.SlotReader;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.worker.config.SettingsMapper;
import io.pgwalstreams.worker.config.WorkerConfig;
import io.pgwalstreams.worker.replication.PgConnector;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Publication and slot for a worker that is run by hand; in Kubernetes the operator sees to them.
 * Throws FailureException with the reason.
 */
public final class Setup {
  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

  private interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private static <T> T sql(PgConnector connector, String doing, Work<T> work) {
    try (Connection connection = connector.sql()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, doing), e);
    }
  }

  /**
   * Sees to the publication: creates or alters one of ours, looks for one that must exist. What was
   * done, as a sentence.
   */
  public String preparePublication(WorkerConfig config) {
    String name = SettingsMapper.publicationName(config.document());
    PublicationSpec.Managed managed = config.document().spec().publication().managed();
    return managed == null
        ? find(config, name)
        : ensure(config, PublicationMapper.of(name, managed));
  }

  private static String find(WorkerConfig config, String name) {
    return sql(
        new PgConnector(config.database()),
        "looking for publication '" + name + "'",
        c -> {
          if (new Publications(c).read(name).isEmpty()) {
            throw Reason.PublicationMissing.because(
                    "publication '" + name + "' does not exist",
                    "create it, or let this program do so: publication.managed")
                .asException();
          }
          return "publication '" + name + "' exists";
        });
  }

  private static String ensure(WorkerConfig config, PublicationDefinition definition) {
    Claim claim = Claim.local(config.document().namespace(), config.document().name());
    return sql(
        new PgConnector(config.setup().orElse(config.database())),
        "preparing publication '" + definition.name() + "'",
        c -> {
          var publications = new Publications(c);
          if (publications.read(definition.name()).isEmpty()) {
            refuseOlderSlot(c, config.settings().slot(), definition.name());
          }
          return switch (publications.ensure(definition, claim)) {
            case CREATED -> "publication '" + definition.name() + "' created";
            case ALTERED -> "publication '" + definition.name() + "' altered";
            case UNCHANGED -> "publication '" + definition.name() + "' is as asked for";
          };
        });
  }

  /**
   * WAL from before a publication cannot be decoded with it: an error up to PostgreSQL 17, silently
   * skipped by 18.
   */
  private static void refuseOlderSlot(Connection c, String slot, String publication)
      throws SQLException {
    if (new SlotReader(c).read(slot).isPresent()) {
      throw Reason.PublicationNewerThanSlot.because(
              "slot '" + slot + "' exists already, publication '" + publication + "' does not",
              "drop the slot, so that it is made after the publication, or create the publication"
                  + " yourself if no change since the slot's position matters")
          .asException();
    }
  }

  /**
   * Creates the slot; waits until every open transaction has ended, and tells of them.
   *
   * @param stop asked every second
   */
  void createSlot(WorkerConfig config, Consumer<Failure> waiting, BooleanSupplier stop) {
    SlotSpec.Managed managed = config.document().spec().slot().managed();
    String name = config.settings().slot();
    boolean failover = managed == null || managed.failover();
    var connector = new PgConnector(config.database());
    try (Connection connection = connector.sql();
        Connection watch = connector.sql()) {
      CompletableFuture<Void> created =
          CompletableFuture.runAsync(() -> create(connection, name, failover));
      while (!created.isDone()) {
        if (stop.getAsBoolean()) {
          connection.abort(Runnable::run);
          return;
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        report(new Slots(watch), name, waiting, created);
      }
      created.join();
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, "creating slot '" + name + "'"), e);
    } catch (java.util.concurrent.CompletionException e) {
      if (e.getCause() instanceof FailureException f) {
        throw new FailureException(f.failure(), e);
      }
      throw e;
    }
  }

  private static void report(
      Slots slots, String name, Consumer<Failure> waiting, CompletableFuture<Void> created)
      throws SQLException {
    long until = System.nanoTime() + REPORT_EVERY.toNanos();
    while (!created.isDone() && System.nanoTime() < until) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    if (created.isDone()) {
      return;
    }
    List<Slots.Waiting> sessions = slots.waitingFor();
    String who =
        sessions.stream()
            .map(
                s ->
                    "pid "
                        + s.pid()
                        + " ("
                        + s.user()
                        + ", "
                        + s.application()
                        + ", "
                        + s.seconds()
                        + " s)")
            .collect(Collectors.joining(", "));
    waiting.accept(
        Reason.WaitingForTransactions.because(
            "slot '" + name + "' is being created and waits for open transactions: " + who,
            "end them, or wait: select pg_terminate_backend(PID)"));
  }

  private static void create(Connection connection, String name, boolean failover) {
    try {
      new Slots(connection).create(name, failover);
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, "creating slot '" + name + "'"), e);
    }
  }

  /**
   * Drops what is left of the slot, so that it is made anew; refuses for a slot that is not ours.
   */
  void dropSlot(WorkerConfig config) {
    String name = config.settings().slot();
    if (config.document().spec().slot().existing() != null) {
      throw Reason.SlotLost.because(
              "slot '" + name + "' is lost, and it is not managed here",
              "create it anew yourself, or use slot.managed")
          .asException();
    }
    sql(
        new PgConnector(config.database()),
        "dropping slot '" + name + "'",
        c -> {
          if (new SlotReader(c).read(name).isPresent()) {
            new Slots(c).drop(name);
          }
          return name;
        });
  }
}
