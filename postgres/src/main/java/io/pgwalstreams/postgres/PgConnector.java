package io.pgwalstreams.postgres;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.postgres.PostgresEndpoint.TlsMode;
import io.pgwalstreams.tls.TlsContexts;
import io.pgwalstreams.tls.TlsContexts.Check;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Opens connections to one PostgreSQL. Thread-safe. */
public final class PgConnector {
  /**
   * A role's or database's limits are meant for the application: creating a slot may take long, and
   * decoding a large transaction is one transaction too. Each server has some of them.
   */
  private static final String NO_TIMEOUTS =
      "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('statement_timeout',"
          + " 'transaction_timeout', 'idle_session_timeout', 'idle_in_transaction_session_timeout')";

  /**
   * What decides how values look as text. SET, because PgJDBC sends the JVM's time zone in the
   * startup packet, which overrides {@code options}; and because a role's or database's own
   * settings come in between.
   */
  private static final List<String> SETTINGS =
      List.of(
          "SET DateStyle = 'ISO, YMD'",
          "SET TimeZone = 'UTC'",
          "SET IntervalStyle = 'postgres'",
          "SET extra_float_digits = 3",
          "SET bytea_output = 'hex'",
          "SET xmlbinary = 'base64'",
          "SET lc_monetary = 'C'",
          NO_TIMEOUTS);

  /** regclass and its kin print names as the search path shortens them. */
  private static final String NO_SEARCH_PATH = "SET search_path = pg_catalog";

  /**
   * Pings of a walsender that fears a timeout must not come as quickly as those of one that waits
   * for its end. 0 is no timeout.
   */
  private static final String SENDER_TIMEOUT =
      "SELECT set_config('wal_sender_timeout', '4s', false)"
          + " WHERE current_setting('wal_sender_timeout')::interval"
          + " BETWEEN interval '1 ms' AND interval '4 s'";

  /**
   * In SQL_ASCII there may be any bytes, and PostgreSQL would refuse to send those that are not
   * UTF-8 (manual, 23.3.4). Whoever reads them sees to it.
   */
  private static final String BYTES_AS_THEY_ARE =
      "SELECT set_config('client_encoding', 'SQL_ASCII', false)"
          + " WHERE current_setting('server_encoding') = 'SQL_ASCII'";

  private static final String LOCK_TIMEOUT = "SET lock_timeout = '10s'";

  /** Only in the middle of a message can a read wait that long: the network is gone then. */
  private static final int WALSENDER_READ_TIMEOUT_SECONDS = 60;

  /**
   * What the rows of one answer may hold in all, where a stranger's server is asked: a list of all
   * columns of all published tables is far below it.
   */
  private static final String LARGEST_ANSWER = "32M";

  private final PostgresEndpoint endpoint;
  private final Consumer<? super Socket> sockets;
  private final @Nullable SSLContext tls;

  /** Throws FailureException with DatabaseTlsFailed when certificates or keys cannot be read. */
  public PgConnector(PostgresEndpoint endpoint) {
    this(endpoint, socket -> {});
  }

  /**
   * One that tells of each TCP socket before it is connected, so that somebody else can end
   * whatever goes on by closing it. Throws as the other one does.
   */
  public PgConnector(PostgresEndpoint endpoint, Consumer<? super Socket> sockets) {
    this.endpoint = endpoint;
    this.sockets = sockets;
    this.tls = context(endpoint.tls());
  }

  public PostgresEndpoint endpoint() {
    return endpoint;
  }

  private static @Nullable SSLContext context(PostgresEndpoint.Tls tls) {
    boolean ca = tls.material().ca() != null;
    var check =
        switch (tls.mode()) {
          case DISABLE -> null;
          // as in libpq, a CA makes require check it (PostgreSQL manual 32.19.3)
          case PREFER, REQUIRE -> ca ? Check.CHAIN : Check.NONE;
          case VERIFY_CA -> Check.CHAIN;
          case VERIFY_FULL -> Check.CHAIN_AND_HOST;
        };
    if (check == null) {
      return null;
    }
    try {
      return TlsContexts.client(tls.material(), check);
    } catch (GeneralSecurityException e) {
      throw new FailureException(
          Reason.DatabaseTlsFailed.because(
              "database.tls cannot be used, " + e.getMessage(), "give certificate and key as PEM"),
          e);
    }
  }

  /** A connection for SQL, with autocommit on. The caller closes it. */
  public Connection sql() {
    return sql(properties());
  }

  /**
   * A connection for SQL that gives up when the server says nothing for so long, or too much, so
   * that one that hangs or goes mad holds nobody up. The caller closes it.
   */
  public Connection sql(Duration readTimeout) {
    var properties = properties();
    PGProperty.SOCKET_TIMEOUT.set(properties, Math.toIntExact(readTimeout.toSeconds()));
    PGProperty.MAX_RESULT_BUFFER.set(properties, LARGEST_ANSWER);
    return sql(properties);
  }

  private Connection sql(Properties properties) {
    var opened = open(properties);
    configure(opened.connection, List.of(LOCK_TIMEOUT));
    return opened.connection;
  }

  /**
   * A walsender's connection to the database ({@code replication=database}). The caller closes it.
   */
  public ReplicationConnection replication() {
    var properties = properties();
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.SOCKET_TIMEOUT.set(properties, WALSENDER_READ_TIMEOUT_SECONDS);
    PGProperty.ALLOW_ENCODING_CHANGES.set(properties, true);
    var opened = open(properties);
    configure(opened.connection, List.of(NO_SEARCH_PATH, SENDER_TIMEOUT, BYTES_AS_THEY_ARE));
    return new ReplicationConnection(opened.connection, opened.socket, opened.input, endpoint);
  }

  private record Opened(Connection connection, WatchedSocket socket, MessageInput input) {}

  private Opened open(Properties properties) {
    try (var attempt = new PgSocketFactory.Attempt(tls, sockets)) {
      PGProperty.SOCKET_FACTORY.set(properties, PgSocketFactory.class.getName());
      PGProperty.SOCKET_FACTORY_ARG.set(properties, attempt.word());
      PGProperty.SSL_FACTORY.set(properties, PgSocketFactory.class.getName());
      PGProperty.SSL_FACTORY_ARG.set(properties, attempt.word());
      try {
        var connection = new Driver().connect(url(), properties);
        var socket = attempt.socket();
        if (connection == null || socket == null) {
          throw new IllegalStateException("PgJDBC does not take " + url());
        }
        return new Opened(connection, socket, attempt.input());
      } catch (IOException e) {
        throw new IllegalStateException("a connection that is made has no input", e);
      } catch (SQLException e) {
        var failure = PgFailures.connecting(e, endpoint, attempt.encrypting());
        abandon(attempt, failure);
        throw failure;
      }
    }
  }

  private static void abandon(PgSocketFactory.Attempt attempt, FailureException failure) {
    try {
      attempt.abandon();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void configure(Connection connection, List<String> more) {
    try (var statement = connection.createStatement()) {
      for (var setting : SETTINGS) {
        statement.execute(setting);
      }
      for (var setting : more) {
        statement.execute(setting);
      }
    } catch (SQLException e) {
      try {
        connection.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw PgFailures.running(e, endpoint);
    }
  }

  private String url() {
    var host = endpoint.host();
    return "jdbc:postgresql://"
        + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
        + ":"
        + endpoint.port()
        + "/"
        + URLEncoder.encode(endpoint.database(), StandardCharsets.UTF_8);
  }

  private Properties properties() {
    var p = new Properties();
    PGProperty.USER.set(p, endpoint.user());
    var password = endpoint.password().get();
    if (password.length > 0) {
      PGProperty.PASSWORD.set(p, new String(password));
    }
    // the factory checks the certificate, so PgJDBC only has to know whether TLS is a must
    PGProperty.SSL_MODE.set(
        p,
        switch (endpoint.tls().mode()) {
          case DISABLE -> TlsMode.DISABLE.libpq();
          case PREFER -> TlsMode.PREFER.libpq();
          case REQUIRE, VERIFY_CA, VERIFY_FULL -> TlsMode.REQUIRE.libpq();
        });
    PGProperty.GSS_ENC_MODE.set(p, "disable");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(p, "14");
    PGProperty.APPLICATION_NAME.set(p, endpoint.applicationName());
    int seconds = Math.max(1, Math.toIntExact(endpoint.connectTimeout().toSeconds()));
    PGProperty.CONNECT_TIMEOUT.set(p, seconds);
    PGProperty.LOGIN_TIMEOUT.set(p, seconds);
    PGProperty.TCP_KEEP_ALIVE.set(p, true);
    return p;
  }
}
