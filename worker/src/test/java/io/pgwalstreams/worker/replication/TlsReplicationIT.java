package io.pgwalstreams.worker.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.postgres.PostgresEndpoint.TlsMode;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.testkit.TestAuthority;
import io.pgwalstreams.tls.TlsMaterial;
import io.pgwalstreams.worker.replication.ReplicationFrame.WalData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsReplicationIT {
  @TempDir private static Path folder;
  private static TestAuthority authority;
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    authority = new TestAuthority(folder, "ours");
    var own = authority.issue("postgres.test", "dns:localhost");
    var options =
        PostgresServer.Options.none()
            .with("ssl", "on")
            .with("ssl_cert_file", own.certificateFile().toString())
            .with("ssl_key_file", own.keyFile().toString())
            .withHba(
                "host all postgres 127.0.0.1/32 trust", "hostssl all encrypted 127.0.0.1/32 trust");
    server = PostgresServer.start(PostgresVersion.PG18, options);
    server.execute(
        "CREATE ROLE encrypted LOGIN REPLICATION",
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE PUBLICATION p FOR TABLE t",
        "SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static PgConnector connector() {
    return new PgConnector(
        new PostgresEndpoint(
            "localhost",
            server.port(),
            "postgres",
            "encrypted",
            () -> new char[0],
            new PostgresEndpoint.Tls(
                TlsMode.VERIFY_FULL, new TlsMaterial(authority.certificate(), null, null)),
            "pgwalstreams it",
            Duration.ofSeconds(5)));
  }

  @Test
  void replicatesOverTlsWithoutStandingStillAndNoticesTheEnd() {
    try (var stream =
        PgReplicationSource.open(connector())
            .start("s", Lsn.INVALID, Map.of("proto_version", "1", "publication_names", "p"))) {
      for (int i = 0; i < 20; i++) {
        // without waiting, a TLS record is often not whole yet
        stream.patience(i % 2);
        server.execute("INSERT INTO t SELECT " + i + " * 100 + g FROM generate_series(1, 100) g");
        long begun = System.nanoTime();
        awaitRows(stream, 100);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(900));
      }
      stream.patience(1);
      server.execute(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
      await()
          .pollInterval(Duration.ofMillis(1))
          .untilAsserted(
              () ->
                  assertThat(failure(stream::poll).reason())
                      .isIn(Reason.DatabaseUnreachable, Reason.DatabaseShuttingDown));
    }
  }

  private static Failure failure(Runnable work) {
    try {
      work.run();
    } catch (FailureException e) {
      return e.failure();
    }
    throw new AssertionError("nothing failed");
  }

  private static void awaitRows(ReplicationStream stream, int count) {
    var rows = new int[1];
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              for (var f = stream.poll(); f != null; f = stream.poll()) {
                if (f instanceof WalData data && data.bytes()[data.from()] == 'I') {
                  rows[0]++;
                }
              }
              return rows[0] == count;
            });
  }
}
