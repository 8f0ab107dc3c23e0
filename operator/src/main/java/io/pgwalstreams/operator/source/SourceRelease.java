package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Publications;
import io.pgwalstreams.database.SlotReader;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Gives back what a WalStream holds in its database; may be done again and again. One thread. */
final class SourceRelease {
  private static final String GONE = "42704";

  /** A worker that ends lets go of its slot within moments; one that was killed, a little later. */
  private static final Duration LET_GO = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final ReleaseTask task;
  private final SourceConnections connections;
  private final List<Deed> deeds = new ArrayList<>();

  SourceRelease(ReleaseTask task, SourceConnections connections) {
    this.task = task;
    this.connections = connections;
  }

  Release run() {
    try {
      if (task.slot().isPresent()) {
        dropSlot(task.slot().get());
      }
      if (task.publication().isPresent()) {
        dropPublication(task.publication().get());
      }
      return new Release.Done(deeds);
    } catch (FailureException e) {
      // Without its database there is nothing to give back.
      return e.failure().reason() == Reason.DatabaseMissing
          ? new Release.Done(deeds)
          : new Release.Failed(e.failure());
    }
  }

  private void dropSlot(String name) {
    with(
        task.reader(),
        "dropping slot '" + name + "'",
        connection -> {
          Optional<SlotState> slot = unread(connection, name);
          if (slot.isPresent() && drop(new Slots(connection), name)) {
            deeds.add(new Deed(Deed.Kind.SlotDropped, "slot '" + name + "' dropped"));
          }
        });
  }

  private static boolean drop(Slots slots, String name) throws SQLException {
    try {
      slots.drop(name);
      return true;
    } catch (SQLException e) {
      if (GONE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  /** The slot once nobody reads from it; a walsender of ours that lingers is ended. */
  private Optional<SlotState> unread(Connection connection, String name) throws SQLException {
    var reader = new SlotReader(connection);
    var sessions = new Slots(connection);
    long patient = System.nanoTime() + LET_GO.toNanos();
    long last = patient + LET_GO.toNanos();
    while (true) {
      Optional<SlotState> slot = reader.read(name);
      Long pid = slot.map(SlotState::activePid).orElse(null);
      long now = System.nanoTime();
      if (pid == null || now > last) {
        return slot;
      }
      if (now > patient && ours(sessions, pid)) {
        sessions.terminate(pid);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private boolean ours(Slots sessions, long pid) throws SQLException {
    return sessions
        .application(pid)
        .filter(a -> new SourceFacts.Reader(pid, a, List.of()).is(task.applicationName()))
        .isPresent();
  }

  private void dropPublication(String name) {
    with(
        task.owner().orElse(task.reader()),
        "dropping publication '" + name + "'",
        connection -> {
          if (new Publications(connection).drop(name, task.claim())) {
            deeds.add(new Deed(Deed.Kind.PublicationDropped, "publication '" + name + "' dropped"));
          }
        });
  }

  private interface Work {
    void with(Connection connection) throws SQLException;
  }

  private void with(PostgresEndpoint as, String doing, Work work) {
    try (Connection connection = connections.bounded(as)) {
      work.with(connection);
    } catch (SQLException e) {
      Failure why = SqlFailures.of(e, doing);
      throw new FailureException(why, e);
    }
  }
}
