package io.pgwalstreams.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.postgres.PostgresEndpoint.TlsMode;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.testkit.TestAuthority;
import io.pgwalstreams.tls.TlsMaterial;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PgConnectorIT {
  @TempDir private static Path folder;
  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static TestAuthority.Issued client;
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    authority = new TestAuthority(folder, "ours");
    stranger = new TestAuthority(folder, "theirs");
    client = authority.issue("certified");
    var own = authority.issue("postgres.test", "dns:localhost");
    var options =
        PostgresServer.Options.none()
            .with("ssl", "on")
            .with("ssl_cert_file", own.certificateFile().toString())
            .with("ssl_key_file", own.keyFile().toString())
            .with("ssl_ca_file", authority.certificateFile().toString())
            .with("max_wal_senders", "2")
            .withHba(
                "host all postgres 127.0.0.1/32 trust",
                "host all scrammed 127.0.0.1/32 scram-sha-256",
                "host all old 127.0.0.1/32 md5",
                "hostssl all certified 127.0.0.1/32 cert",
                "hostssl all encrypted 127.0.0.1/32 trust",
                "hostnossl all plain 127.0.0.1/32 trust",
                "host all unprivileged 127.0.0.1/32 trust");
    server = PostgresServer.start(PostgresVersion.PG18, options);
    server.execute(
        "CREATE ROLE scrammed LOGIN REPLICATION PASSWORD 'right'",
        "SET password_encryption = md5",
        "CREATE ROLE certified LOGIN REPLICATION",
        "CREATE ROLE encrypted LOGIN REPLICATION",
        "CREATE ROLE plain LOGIN REPLICATION",
        "CREATE ROLE unprivileged LOGIN",
        "CREATE ROLE stranger LOGIN REPLICATION");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private record Who(String user, String password) {}

  private static PgConnector connector(String host, Who who, TlsMode mode, TlsMaterial material) {
    return new PgConnector(
        new PostgresEndpoint(
            host,
            server.port(),
            "postgres",
            who.user,
            who.password::toCharArray,
            new PostgresEndpoint.Tls(mode, material),
            "pgwalstreams it",
            Duration.ofSeconds(5)));
  }

  private static PgConnector plain(String user, String password) {
    return connector("localhost", new Who(user, password), TlsMode.DISABLE, TlsMaterial.NONE);
  }

  private static TlsMaterial trusting(TestAuthority ca) {
    return new TlsMaterial(ca.certificate(), null, null);
  }

  private static Failure failure(Runnable work) {
    try {
      work.run();
    } catch (FailureException e) {
      return e.failure();
    }
    throw new AssertionError("nothing failed");
  }

  private static Failure refusal(PgConnector connector) {
    return failure(() -> connector.replication().close());
  }

  private static void assertComesIn(PgConnector connector, boolean encrypted) throws SQLException {
    try (var walsender = connector.replication();
        var statement = walsender.connection().createStatement();
        var row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString("systemid")).isNotEmpty();
    }
    try (var sql = connector.sql();
        var statement = sql.createStatement();
        var row =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getBoolean(1)).isEqualTo(encrypted);
    }
  }

  @Test
  void comesInByScram() throws SQLException {
    assertComesIn(plain("scrammed", "right"), false);
    var wrong = refusal(plain("scrammed", "wrong"));
    assertThat(wrong.reason()).isEqualTo(Reason.AuthenticationFailed);
    assertThat(wrong.message()).contains("scrammed");
    assertThat(wrong.remedy()).contains("correct user, password", "a role that does not exist");
    assertThat(refusal(plain("scrammed", "")).reason()).isEqualTo(Reason.AuthenticationFailed);
  }

  @Test
  void aNewPasswordIsAskedForAtEveryConnect() throws SQLException {
    var password = new char[][] {"wrong".toCharArray()};
    var connector =
        new PgConnector(
            new PostgresEndpoint(
                "localhost",
                server.port(),
                "postgres",
                "scrammed",
                () -> password[0],
                new PostgresEndpoint.Tls(TlsMode.PREFER, TlsMaterial.NONE),
                "it",
                Duration.ofSeconds(5)));
    assertThat(refusal(connector).reason()).isEqualTo(Reason.AuthenticationFailed);
    password[0] = "right".toCharArray();
    assertComesIn(connector, true);
  }

  @Test
  void comesInByClientCertificate() throws SQLException {
    var who = new Who("certified", "");
    var material = new TlsMaterial(authority.certificate(), client.certificate(), client.key());
    assertComesIn(connector("localhost", who, TlsMode.VERIFY_FULL, material), true);
    assertComesIn(connector("localhost", who, TlsMode.REQUIRE, material), true);
    assertThat(
            refusal(connector("localhost", who, TlsMode.VERIFY_FULL, trusting(authority))).reason())
        .isEqualTo(Reason.AuthenticationFailed);
    // a certificate of an authority that the server did not name is not even sent
    var foreign = stranger.issue("certified");
    assertThat(
            refusal(
                    connector(
                        "localhost",
                        who,
                        TlsMode.VERIFY_CA,
                        new TlsMaterial(
                            authority.certificate(), foreign.certificate(), foreign.key())))
                .reason())
        .isEqualTo(Reason.AuthenticationFailed);
  }

  @Test
  void verifyFullDemandsTheHostsName() throws SQLException {
    var who = new Who("encrypted", "");
    var material = trusting(authority);
    assertComesIn(connector("localhost", who, TlsMode.VERIFY_FULL, material), true);
    var failure = refusal(connector("127.0.0.1", who, TlsMode.VERIFY_FULL, material));
    assertThat(failure.reason()).isEqualTo(Reason.DatabaseTlsFailed);
    assertThat(failure.message()).contains("is not for '127.0.0.1'");
    assertThat(failure.remedy())
        .isEqualTo("use a host name that the certificate holds, or tls.mode verify-ca");
    assertComesIn(connector("127.0.0.1", who, TlsMode.VERIFY_CA, material), true);
  }

  @ParameterizedTest
  @EnumSource(names = {"PREFER", "REQUIRE", "VERIFY_CA", "VERIFY_FULL"})
  void aForeignAuthorityIsNotTrustedWhereOneIsGiven(TlsMode mode) {
    var failure =
        refusal(connector("localhost", new Who("encrypted", ""), mode, trusting(stranger)));
    assertThat(failure.reason()).isEqualTo(Reason.DatabaseTlsFailed);
    assertThat(failure.remedy()).contains("caCertificate");
  }

  @ParameterizedTest
  @EnumSource(names = {"VERIFY_CA", "VERIFY_FULL"})
  void withoutACaTheJvmsTrustDecides(TlsMode mode) {
    assertThat(
            refusal(connector("localhost", new Who("encrypted", ""), mode, TlsMaterial.NONE))
                .reason())
        .isEqualTo(Reason.DatabaseTlsFailed);
  }

  @Test
  void preferTakesWhatTheServerAllows() throws SQLException {
    assertComesIn(
        connector("localhost", new Who("encrypted", ""), TlsMode.PREFER, TlsMaterial.NONE), true);
    assertComesIn(
        connector("localhost", new Who("plain", ""), TlsMode.PREFER, TlsMaterial.NONE), false);
    assertThat(refusal(plain("encrypted", "")).reason()).isEqualTo(Reason.AuthenticationFailed);
  }

  @Test
  void aServerWithoutTlsIsRefusedWhereTlsIsAMust() throws SQLException {
    try (var bare = PostgresServer.start(PostgresVersion.PG14)) {
      for (var mode : TlsMode.values()) {
        var connector =
            new PgConnector(
                new PostgresEndpoint(
                    "localhost",
                    bare.port(),
                    "postgres",
                    "postgres",
                    () -> new char[0],
                    new PostgresEndpoint.Tls(mode, TlsMaterial.NONE),
                    "it",
                    Duration.ofSeconds(5)));
        if (mode == TlsMode.DISABLE || mode == TlsMode.PREFER) {
          assertComesIn(connector, false);
        } else {
          assertThat(refusal(connector).reason()).isEqualTo(Reason.DatabaseTlsFailed);
        }
      }
    }
  }

  @Test
  void certificatesThatAreNoneAreNamed() {
    assertThat(
            failure(
                    () ->
                        connector(
                            "localhost",
                            new Who("encrypted", ""),
                            TlsMode.VERIFY_FULL,
                            new TlsMaterial("nonsense", null, null)))
                .message())
        .contains("CA certificate: no BEGIN CERTIFICATE");
  }

  @Test
  void saysWhyAConnectionIsRefused() {
    var unprivileged = plain("unprivileged", "");
    assertThat(refusal(unprivileged).reason()).isEqualTo(Reason.PrivilegeMissing);
    assertThat(refusal(plain("stranger", "")).reason()).isEqualTo(Reason.AuthenticationFailed);
    assertThat(refusal(plain("nobody", "")).reason()).isEqualTo(Reason.AuthenticationFailed);
    assertThat(refusal(elsewhere("no-such-host.invalid", server.port(), "postgres")).message())
        .contains("has no address");
    assertThat(refusal(elsewhere("localhost", 1, "postgres")).message())
        .contains("refuses the connection");
    assertThat(refusal(elsewhere("localhost", server.port(), "no_such_db")).reason())
        .isEqualTo(Reason.DatabaseMissing);
  }

  private static PgConnector elsewhere(String host, int port, String database) {
    return new PgConnector(
        new PostgresEndpoint(
            host,
            port,
            database,
            "postgres",
            () -> new char[0],
            new PostgresEndpoint.Tls(TlsMode.PREFER, TlsMaterial.NONE),
            "it",
            Duration.ofSeconds(5)));
  }

  @Test
  void saysWhenNoWalsenderIsFree() {
    var connector = elsewhere("localhost", server.port(), "postgres");
    try (var one = connector.replication();
        var two = connector.replication()) {
      assertThat(one).isNotSameAs(two);
      assertThat(refusal(connector).reason()).isEqualTo(Reason.NoFreeWalSender);
    }
  }

  private static String shown(Connection connection, String setting) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void limitsThatWereSetForTheApplicationEndNeitherASlotsCreationNorTheDecoding()
      throws SQLException {
    var limits =
        List.of(
            "statement_timeout",
            "transaction_timeout",
            "idle_session_timeout",
            "idle_in_transaction_session_timeout");
    for (String limit : limits) {
      server.execute("ALTER ROLE scrammed SET " + limit + " = '7s'");
    }
    var connector = plain("scrammed", "right");
    try (var sql = connector.sql();
        var walsender = connector.replication()) {
      for (String limit : limits) {
        assertThat(shown(sql, limit)).as(limit).isEqualTo("0");
        assertThat(shown(walsender.connection(), limit)).as(limit).isEqualTo("0");
      }
    }
    server.execute("ALTER ROLE scrammed RESET ALL");
  }

  @ParameterizedTest
  @CsvSource({"500ms, 4s", "1s, 4s", "5s, 5s", "1min, 1min", "0, 0"})
  void pingsOfAWalsenderThatFearsItsTimeoutComeApart(String set, String inForce)
      throws SQLException {
    server.execute("ALTER ROLE scrammed SET wal_sender_timeout = '" + set + "'");
    try (var walsender = plain("scrammed", "right").replication()) {
      assertThat(shown(walsender.connection(), "wal_sender_timeout")).isEqualTo(inForce);
    }
    server.execute("ALTER ROLE scrammed RESET ALL");
  }
}
