package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Preflight;
import io.pgwalstreams.database.ServerFacts;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Whether the server that answers is the one on which a WalStream has something to give back. On
 * any other one its things are not found, and to take that for their being gone would leave a slot
 * behind that fills a disk. Changes nothing.
 */
final class BoundServer {
  /** Databases that a server has when its own are gone; one of them may let the role in. */
  private static final List<String> NEIGHBOURS = List.of("postgres", "template1");

  private final Optional<String> bound;
  private final Access access;

  /** With the system identifier that the WalStream is bound to; empty when it never was. */
  BoundServer(Optional<String> bound, Access access) {
    this.bound = bound;
    this.access = access;
  }

  /** Why nothing may be given back here. */
  Optional<Failure> refusal(Connection c) throws SQLException {
    Optional<Failure> standby = Preflight.standby(ServerFacts.read(c));
    return standby.isPresent() ? standby : otherSystem(c);
  }

  private Optional<Failure> otherSystem(Connection c) throws SQLException {
    String is = systemIdentifier(c);
    return bound
        .filter(system -> !system.equals(is))
        .map(
            system ->
                Reason.SystemChanged.because(
                    "the server's system identifier is "
                        + is
                        + ", and the WalStream was bound to "
                        + system,
                    "correct database.host, or drop by hand what it held on the other server"));
  }

  static String systemIdentifier(Connection c) throws SQLException {
    try (var statement = c.createStatement();
        var row =
            statement.executeQuery("select system_identifier::text from pg_control_system()")) {
      row.next();
      return row.getString(1);
    }
  }

  /**
   * With the database, all that was held in it is gone: if this is the server that it was on, which
   * another database of it says. One that was never bound has nothing to be compared with, and may
   * have made a slot all the same; that its record waits for a person costs less than a slot that
   * nobody knows of.
   *
   * @param missing as the server says it
   * @return why that is not known; empty when everything is gone
   */
  Optional<Failure> withoutDatabase(PostgresEndpoint as, Failure missing) {
    Optional<Failure> unknown = Optional.of(unconfirmed(missing));
    if (bound.isEmpty()) {
      return unknown;
    }
    return NEIGHBOURS.stream()
        .filter(neighbour -> !neighbour.equals(as.database()))
        .map(neighbour -> refusal(as.in(neighbour), unknown))
        .filter(answer -> !answer.equals(unknown))
        .findFirst()
        .orElse(unknown);
  }

  /** The role may not be let into this database, or it is not there either. */
  private Optional<Failure> refusal(PostgresEndpoint neighbour, Optional<Failure> unknown) {
    try {
      return access.with(neighbour, this::refusal);
    } catch (FailureException e) {
      return unknown;
    }
  }

  private static Failure unconfirmed(Failure missing) {
    return Reason.DatabaseMissing.because(
        missing.message() + ", and nothing tells whether this is the server that it was on",
        "correct database.host; if the database was dropped, nothing is left to be given back");
  }
}
