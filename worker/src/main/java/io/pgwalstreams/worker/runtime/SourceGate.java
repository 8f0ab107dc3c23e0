package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Preflight;
import io.pgwalstreams.database.ServerFacts;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.worker.config.WorkerConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Refuses a server that cannot be read from, before anything is created there. What a role may do,
 * and whether a slot is free, is found by trying: clouds grant it in ways that no flag shows.
 */
public final class SourceGate {
  private static final Set<Reason> TRIED =
      Set.of(Reason.PrivilegeMissing, Reason.NoFreeSlot, Reason.NoFreeWalSender);

  private SourceGate() {}

  /** What the server is to be warned of; FailureException for what a person must mend. */
  public static List<Failure> pass(WorkerConfig config) {
    try (Connection connection = new PgConnector(config.database()).sql()) {
      return pass(connection);
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, "looking at the server"), e);
    }
  }

  /** As {@link #pass(WorkerConfig)}, over a connection that is there. */
  static List<Failure> pass(Connection connection) {
    try {
      List<Failure> found =
          Preflight.of(ServerFacts.read(connection), false).stream()
              .flatMap(f -> f.failure().stream())
              .filter(f -> !TRIED.contains(f.reason()))
              .toList();
      found.stream()
          .filter(f -> f.reason().recovery() == Reason.Recovery.PERSON)
          .findFirst()
          .ifPresent(
              f -> {
                throw f.asException();
              });
      return found;
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, "looking at the server"), e);
    }
  }
}
