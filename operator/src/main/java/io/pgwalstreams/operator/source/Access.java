package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.PgFailures;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.postgres.ReplicationConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Opens connections that never hang, to addresses that are not denied. Throws FailureException with
 * the reason. Thread-safe.
 */
final class Access {
  private static final Duration STATEMENT = Duration.ofSeconds(10);

  /**
   * Shorter than a statement may take: a table that somebody rewrites is no server that is away.
   */
  private static final Duration LOCK = Duration.ofSeconds(5);

  /** Longer than a statement may take, so that PostgreSQL's own words come first. */
  private static final Duration READ = Duration.ofSeconds(15);

  /**
   * So long a round may take in all. A server that sends a byte now and then is waited for at every
   * read anew, and statement_timeout is a matter of its good will.
   */
  private static final Duration ROUND = Duration.ofSeconds(60);

  private static final long LOOKUP_SECONDS = 10;

  private final AddressRules rules;
  private final Duration round;

  Access(AddressRules rules) {
    this(rules, ROUND);
  }

  /** With how long a round may take. */
  Access(AddressRules rules, Duration round) {
    this.rules = rules;
    this.round = round;
  }

  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** Begins a round. The caller closes it. */
  Visit visit() {
    return new Visit(this, round);
  }

  /**
   * A connection whose statements end after ten seconds, for as long as the caller wants it, who
   * closes it.
   */
  Connection open(PostgresEndpoint as) {
    return open(as, socket -> {});
  }

  /** The same, and tells of the socket under it. */
  Connection open(PostgresEndpoint as, Consumer<? super Socket> sockets) {
    refuseDenied(as.host());
    return configured(
        new PgConnector(as, sockets).sql(READ),
        as,
        "SET statement_timeout = "
            + STATEMENT.toMillis()
            + "; SET lock_timeout = "
            + LOCK.toMillis());
  }

  /**
   * A connection for a statement that may wait as long as it takes; somebody else has to watch it.
   */
  Connection openPatient(PostgresEndpoint as) {
    Connection connection = open(as);
    try {
      connection.setNetworkTimeout(Runnable::run, 0);
    } catch (SQLException e) {
      throw PgFailures.running(e, as);
    }
    return configured(connection, as, "SET statement_timeout = 0");
  }

  /** A walsender's connection, and tells of the socket under it. The caller closes it. */
  ReplicationConnection walsender(PostgresEndpoint as, Consumer<? super Socket> sockets) {
    refuseDenied(as.host());
    return new PgConnector(as, sockets).replication();
  }

  /** A round with one connection. */
  <T> T with(PostgresEndpoint as, Work<T> work) {
    try (Visit visit = visit()) {
      try {
        return work.with(visit.open(as));
      } catch (SQLException e) {
        throw visit.failure(e, as);
      }
    }
  }

  private static Connection configured(Connection connection, PostgresEndpoint as, String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
      return connection;
    } catch (SQLException e) {
      close(connection);
      throw PgFailures.running(e, as);
    }
  }

  /** Closes without a word; nobody is interested in how a connection ends. */
  static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // the server ends its side by itself
      return;
    }
  }

  private void refuseDenied(String host) {
    if (rules.none()) {
      return;
    }
    rules
        .refusal(host, addresses(host))
        .ifPresent(
            f -> {
              throw f.asException();
            });
  }

  /**
   * Looked up on a thread of the system's: a lookup blocks the carrier of a virtual one. The JVM
   * keeps the answer for some seconds, so it is the one that is then connected to.
   */
  private static List<InetAddress> addresses(String host) {
    var answer = new CompletableFuture<List<InetAddress>>();
    Thread.ofPlatform().daemon().name("lookup").start(() -> lookUp(host, answer));
    try {
      return answer.get(LOOKUP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new FailureException(
          Reason.DatabaseUnreachable.because(
              "The host '" + host + "' has no address", "correct database.host, or the DNS"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void lookUp(String host, CompletableFuture<List<InetAddress>> answer) {
    try {
      answer.complete(List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException e) {
      answer.completeExceptionally(e);
    }
  }
}
