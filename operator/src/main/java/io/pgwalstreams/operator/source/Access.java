package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.PgFailures;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

  private static final long LOOKUP_SECONDS = 10;

  private final AddressRules rules;

  Access(AddressRules rules) {
    this.rules = rules;
  }

  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** A connection whose statements end after ten seconds. The caller closes it. */
  Connection open(PostgresEndpoint as) {
    refuseDenied(as.host());
    return configured(
        new PgConnector(as).sql(READ),
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

  /** Opens, works, closes. */
  <T> T with(PostgresEndpoint as, Work<T> work) {
    try (Connection connection = open(as)) {
      return work.with(connection);
    } catch (SQLException e) {
      throw PgFailures.running(e, as);
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
