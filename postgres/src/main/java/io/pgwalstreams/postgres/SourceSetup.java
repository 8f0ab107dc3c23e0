package io.pgwalstreams.postgres;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.database.PublicationDefinition;
import io.pgwalstreams.database.Publications;
import io.pgwalstreams.database.SlotReader;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.database.SqlFailures;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Publication and slot of one document: the worker sees to them when it is run by hand, in
 * Kubernetes the operator does. Each method connects anew and throws FailureException with the
 * reason. Thread-safe.
 */
public final class SourceSetup {
  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

  private final WalStreamDocument document;
  private final PostgresEndpoint reader;
  private final PostgresEndpoint owner;
  private final Claim claim;

  /**
   * What is needed of the document, resolved.
   *
   * @param reader whose slot it is
   * @param owner whose publication it is; empty: the reader's
   * @param claim stands on a publication of ours
   */
  public SourceSetup(
      WalStreamDocument document,
      PostgresEndpoint reader,
      Optional<PostgresEndpoint> owner,
      Claim claim) {
    this.document = document;
    this.reader = reader;
    this.owner = owner.orElse(reader);
    this.claim = claim;
  }

  private interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private static <T> T sql(PostgresEndpoint as, String doing, Work<T> work) {
    try (Connection connection = new PgConnector(as).sql()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, doing), e);
    }
  }

  /**
   * Sees to the publication: creates or alters one of ours, looks for one that must exist. What was
   * done, as a sentence.
   */
  public String preparePublication() {
    String name = document.publicationName();
    PublicationSpec.Managed managed = document.spec().publication().managed();
    return managed == null ? find(name) : ensure(PublicationDefinition.of(name, managed));
  }

  /** What would keep {@link #preparePublication} from its work; changes nothing. */
  public Optional<Failure> publicationRefusal() {
    String name = document.publicationName();
    PublicationSpec.Managed managed = document.spec().publication().managed();
    try {
      String unused =
          managed == null ? find(name) : tryOut(PublicationDefinition.of(name, managed));
      return Optional.empty();
    } catch (FailureException e) {
      return Optional.of(e.failure());
    }
  }

  private String tryOut(PublicationDefinition definition) {
    return publication(
        definition.name(),
        publications -> {
          publications.tryOut(definition, claim);
          return definition.name();
        });
  }

  private interface PublicationWork {
    String with(Publications publications) throws SQLException;
  }

  /** Work of the owner, which is not to begin behind a slot's back. */
  private String publication(String name, PublicationWork work) {
    try (Connection connection = new PgConnector(owner).sql()) {
      var publications = new Publications(connection);
      if (publications.read(name).isEmpty()) {
        refuseOlderSlot(connection, document.slotName(), name);
      }
      return work.with(publications);
    } catch (SQLException e) {
      throw new FailureException(
          SqlFailures.ofPublication(e, "preparing publication '" + name + "'"), e);
    }
  }

  private String find(String name) {
    return sql(
        reader,
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

  private String ensure(PublicationDefinition definition) {
    String name = "publication '" + definition.name() + "'";
    return publication(
        definition.name(),
        publications ->
            switch (publications.ensure(definition, claim)) {
              case CREATED -> name + " created";
              case ALTERED -> name + " altered";
              case UNCHANGED -> name + " is as asked for";
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
   * @param waiting told each second for whom
   * @param stop asked every second; true gives up, and the slot is not made
   */
  public void createSlot(Consumer<Failure> waiting, BooleanSupplier stop) {
    String name = document.slotName();
    boolean failover = document.spec().slot().failover();
    var connector = new PgConnector(reader);
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
      // 42710: of two that began at once the other one was faster; the next look finds its slot
      if (!"42710".equals(e.getSQLState())) {
        throw new FailureException(SqlFailures.of(e, "creating slot '" + name + "'"), e);
      }
    }
  }

  /**
   * Drops what is left of the slot, so that it is made anew; refuses for a slot that is not ours.
   */
  public void dropSlot() {
    String name = document.slotName();
    if (document.spec().slot().existing() != null) {
      throw Reason.SlotLost.because(
              "slot '" + name + "' is lost, and it is not managed here",
              "create it anew yourself, or use slot.managed")
          .asException();
    }
    sql(
        reader,
        "dropping slot '" + name + "'",
        c -> {
          if (new SlotReader(c).read(name).isPresent()) {
            new Slots(c).drop(name);
          }
          return name;
        });
  }
}
