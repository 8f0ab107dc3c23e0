package io.pgwalstreams.operator.source;

import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Opens the operator's connections: bounded in every wait, and nowhere that is denied. */
final class SourceConnections {
  /** No look takes longer; a server that does not answer is away. */
  private static final int NETWORK_TIMEOUT_MILLIS = 20_000;

  private final AddressRules rules;

  SourceConnections(AddressRules rules) {
    this.rules = rules;
  }

  /** For looks and changes, each of which ends within seconds. */
  Connection bounded(PostgresEndpoint endpoint) throws SQLException {
    Connection connection = open(endpoint);
    try (Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
      statement.execute("SET statement_timeout = '10s'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** For what may take long, as the creation of a slot does. */
  Connection patient(PostgresEndpoint endpoint) {
    return open(endpoint);
  }

  private Connection open(PostgresEndpoint endpoint) {
    try {
      rules
          .refusal(endpoint.host(), List.of(InetAddress.getAllByName(endpoint.host())))
          .ifPresent(
              why -> {
                throw why.asException();
              });
    } catch (UnknownHostException e) {
      // Connecting says the same, with its remedy.
      return new PgConnector(endpoint).sql();
    }
    return new PgConnector(endpoint).sql();
  }
}
