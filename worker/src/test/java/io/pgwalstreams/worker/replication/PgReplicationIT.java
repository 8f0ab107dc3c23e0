package io.pgwalstreams.worker.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.postgres.PostgresEndpoint.TlsMode;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.tls.TlsMaterial;
import io.pgwalstreams.worker.replication.ReplicationFrame.Keepalive;
import io.pgwalstreams.worker.replication.ReplicationFrame.WalData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PgReplicationIT {
  private static final String SLOT = "it_slot";

  private static Map<String, String> options() {
    var options = new LinkedHashMap<String, String>();
    options.put("proto_version", "1");
    options.put("publication_names", "\"it_pub\"");
    return options;
  }

  private static PgConnector connector(PostgresServer server) {
    return connector(server, "postgres");
  }

  private static PgConnector connector(PostgresServer server, String database) {
    return new PgConnector(
        new PostgresEndpoint(
            server.host(),
            server.port(),
            database,
            PostgresServer.SUPERUSER,
            () -> new char[0],
            new PostgresEndpoint.Tls(TlsMode.PREFER, TlsMaterial.NONE),
            "pgwalstreams it",
            Duration.ofSeconds(10)));
  }

  private static void prepare(PostgresServer server) {
    server.execute(
        "CREATE TABLE t (id int PRIMARY KEY, at timestamptz, b bytea, f float8, i interval, m money)",
        "CREATE PUBLICATION it_pub FOR TABLE t",
        "SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
  }

  private static String text(WalData data) {
    byte[] bytes = Arrays.copyOfRange(data.bytes(), data.from(), data.to());
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Polls until a pgoutput message of this type comes. */
  private static String awaitMessage(ReplicationStream stream, char type) {
    var found = new AtomicReference<String>();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              if (stream.poll() instanceof WalData data) {
                var text = text(data);
                if (text.charAt(0) == type) {
                  found.set(text);
                }
              }
              return found.get() != null;
            });
    return found.get();
  }

  private static FailureException awaitEnd(ReplicationStream stream) {
    var found = new AtomicReference<FailureException>();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              try {
                stream.poll();
                return false;
              } catch (FailureException e) {
                found.set(e);
                return true;
              }
            });
    return found.get();
  }

  @ParameterizedTest
  @EnumSource
  void readsChangesAndConfirmsThem(PostgresVersion version) {
    try (var server = PostgresServer.start(version)) {
      prepare(server);
      try (var source = PgReplicationSource.open(connector(server))) {
        var identity = source.identifySystem();
        assertThat(identity.timeline()).isEqualTo(1);
        assertThat(identity.systemIdentifier())
            .isEqualTo(server.query("SELECT system_identifier FROM pg_control_system()"));
        assertThat(identity.serverVersion())
            .isEqualTo(Integer.parseInt(server.query("SHOW server_version_num")));
        assertThat(source.timelineHistory(1)).isEmpty();
        try (var stream = source.start(SLOT, Lsn.INVALID, options())) {
          server.execute("INSERT INTO t VALUES (1)");
          awaitMessage(stream, 'B');
          awaitMessage(stream, 'I');
          var end = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
          awaitMessage(stream, 'C');
          stream.confirm(end, end);
          await()
              .until(
                  () ->
                      end.toString()
                          .equals(
                              server.query(
                                  "SELECT confirmed_flush_lsn FROM pg_replication_slots")));
        }
        await()
            .untilAsserted(
                () ->
                    assertThat(server.query("SELECT active FROM pg_replication_slots"))
                        .isEqualTo("f"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void valuesDoNotDependOnTheSettingsOfRoleDatabaseOrJvm(PostgresVersion version) {
    try (var server = PostgresServer.start(version)) {
      prepare(server);
      server.execute(
          "ALTER ROLE postgres SET DateStyle = 'SQL, DMY'",
          "ALTER ROLE postgres SET TimeZone = 'Asia/Kolkata'",
          "ALTER DATABASE postgres SET bytea_output = 'escape'",
          "ALTER DATABASE postgres SET IntervalStyle = 'iso_8601'",
          "ALTER ROLE postgres SET extra_float_digits = 0");
      try (var stream =
          PgReplicationSource.open(connector(server)).start(SLOT, Lsn.INVALID, options())) {
        server.execute(
            "INSERT INTO t VALUES (1, '2026-01-02 03:04:05.678901+00', '\\x00ff', 0.1::float8 + 0.2,"
                + " '1 year 2 days 03:04:05')");
        assertThat(awaitMessage(stream, 'I'))
            .contains("2026-01-02 03:04:05.678901+00")
            .contains("\\x00ff")
            .contains("0.30000000000000004")
            .contains("1 year 2 days 03:04:05");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void aKeepaliveTellsHowFarTheServerIs(PostgresVersion version) {
    var options = PostgresServer.Options.none().with("wal_sender_timeout", "1s");
    try (var server = PostgresServer.start(version, options)) {
      prepare(server);
      try (var stream =
          PgReplicationSource.open(connector(server)).start(SLOT, Lsn.INVALID, options())) {
        var pings = new ArrayList<Keepalive>();
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(
                () -> {
                  if (stream.poll() instanceof Keepalive k) {
                    stream.confirm(k.serverEnd(), Lsn.INVALID);
                    if (k.replyRequested()) {
                      pings.add(k);
                    }
                  }
                  return pings.size() >= 3;
                });
        assertThat(pings).allSatisfy(k -> assertThat(k.serverEnd().isValid()).isTrue());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void theServersEndIsNoticedWhateverItsKind(PostgresVersion version) {
    try (var server = PostgresServer.start(version)) {
      prepare(server);
      try (var stream =
          PgReplicationSource.open(connector(server)).start(SLOT, Lsn.INVALID, options())) {
        var end = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
        stream.confirm(end, end);
        var stopping = Thread.ofVirtual().start(() -> server.stopFast(Duration.ofSeconds(20)));
        var failure = awaitEndAnswering(stream);
        // an answer that crosses the server's end is met by a reset, which eats its last words
        assertThat(failure.failure().reason())
            .isIn(Reason.DatabaseShuttingDown, Reason.DatabaseUnreachable);
        await().until(() -> !stopping.isAlive());
        assertThatThrownBy(stream::poll).isInstanceOf(FailureException.class);
      }
      server.start();
      try (var stream =
          PgReplicationSource.open(connector(server)).start(SLOT, Lsn.INVALID, options())) {
        server.execute(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
        assertThat(awaitEnd(stream).failure().reason())
            .isIn(Reason.DatabaseShuttingDown, Reason.DatabaseUnreachable);
      }
      try (var stream =
          PgReplicationSource.open(connector(server)).start(SLOT, Lsn.INVALID, options())) {
        server.kill9();
        assertThat(awaitEnd(stream).failure().reason()).isEqualTo(Reason.DatabaseUnreachable);
      }
    }
  }

  /** As the pipeline does: a keepalive that wants an answer gets the true position. */
  private static FailureException awaitEndAnswering(ReplicationStream stream) {
    var found = new AtomicReference<FailureException>();
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              try {
                if (stream.poll() instanceof Keepalive k && k.replyRequested()) {
                  stream.confirm(k.serverEnd(), k.serverEnd());
                }
                return false;
              } catch (FailureException e) {
                found.set(e);
                return true;
              }
            });
    return found.get();
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void aRefusedStartSaysWhy(PostgresVersion version) {
    try (var server = PostgresServer.start(version)) {
      prepare(server);
      assertThat(startFailure(server, "nowhere")).isEqualTo(Reason.SlotMissing);
      try (var stream =
          PgReplicationSource.open(connector(server)).start(SLOT, Lsn.INVALID, options())) {
        stream.confirm(Lsn.INVALID, Lsn.INVALID);
        assertThat(startFailure(server, SLOT)).isEqualTo(Reason.SlotInUse);
      }
    }
  }

  private static Reason startFailure(PostgresServer server, String slot) {
    try (var source = PgReplicationSource.open(connector(server));
        var stream = source.start(slot, Lsn.INVALID, options())) {
      throw new AssertionError("it started: " + stream);
    } catch (FailureException e) {
      return e.failure().reason();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void closesAtOnceWhenTheServerStandsStill(PostgresVersion version) {
    try (var server = PostgresServer.start(version)) {
      prepare(server);
      var stream = PgReplicationSource.open(connector(server)).start(SLOT, Lsn.INVALID, options());
      long pid = Long.parseLong(server.query("SELECT active_pid FROM pg_replication_slots"));
      signal(pid, "STOP");
      try {
        long from = System.nanoTime();
        stream.close();
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(2));
      } finally {
        signal(pid, "CONT");
      }
    }
  }

  private static void signal(long pid, String name) {
    try {
      assertThat(
              new ProcessBuilder(List.of("kill", "-" + name, Long.toString(pid))).start().waitFor())
          .isZero();
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatAreNotUtf8ComeAsTheyAreFromADatabaseInSqlAscii(PostgresVersion version) {
    try (var server = PostgresServer.start(version)) {
      server.execute(
          "CREATE DATABASE raw ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
      server.executeIn(
          "raw",
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "CREATE PUBLICATION it_pub FOR TABLE t",
          "SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')",
          "INSERT INTO t VALUES (1, convert_from('\\xff41'::bytea, 'SQL_ASCII'))");
      try (var source = PgReplicationSource.open(connector(server, "raw"));
          var stream = source.start(SLOT, Lsn.INVALID, options())) {
        assertThat(awaitMessage(stream, 'I')).endsWith("\u00ffA");
      }
    }
  }
}
