package io.pgwalstreams.operator.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that never come to an end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccessIT {
  private static final Duration SOON = Duration.ofSeconds(1);

  /** A word every tenth of a second: no read ever times out. */
  private static final String DRIPS =
      "DO $$ BEGIN LOOP RAISE NOTICE 'drip'; PERFORM pg_sleep(0.1); END LOOP; END $$";

  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = TestServers.prepared(PostgresVersion.PG18);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static PostgresEndpoint endpoint(int port, String database) {
    PostgresEndpoint e = new Situation().task().reader();
    return new PostgresEndpoint(
        "127.0.0.1",
        port,
        database,
        e.user(),
        e.password(),
        e.tls(),
        e.applicationName(),
        Duration.ofSeconds(2));
  }

  private static PostgresEndpoint reader() {
    return endpoint(server.port(), "postgres");
  }

  private static boolean run(Connection c, String sql) throws SQLException {
    try (var statement = c.createStatement()) {
      return statement.execute(sql);
    }
  }

  @Test
  void aRoundWithAServerThatDripsIsCutOff() {
    var access = new Access(AddressRules.NONE, SOON);
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> access.with(reader(), c -> run(c, "SET statement_timeout = 0;" + DRIPS)))
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.DatabaseUnreachable))
        .withMessageContaining("within 1 seconds");
  }

  @Test
  void aLookAtAServerThatDripsIsCutOff() {
    server.execute(
        "CREATE DATABASE dripping",
        "ALTER ROLE reader IN DATABASE dripping SET search_path = drips, pg_catalog");
    server.executeIn(
        "dripping",
        "CREATE SCHEMA drips",
        "GRANT USAGE ON SCHEMA drips TO reader",
        "CREATE FUNCTION drips.pg_is_in_recovery() RETURNS boolean LANGUAGE plpgsql AS $f$ BEGIN"
            + " LOOP RAISE NOTICE 'drip'; PERFORM pg_sleep(0.1); END LOOP; END $f$");
    SourceTask t = new Situation().task();
    var task =
        new SourceTask(
            t.document(),
            endpoint(server.port(), "dripping"),
            Optional.empty(),
            "",
            t.claim(),
            t.binding());
    var access = new Access(AddressRules.NONE, SOON);
    long from = System.nanoTime();
    try (var round = new Round(new Key("shop", "orders", "u1"), task, access, new SlotNames())) {
      assertThatExceptionOfType(FailureException.class)
          .isThrownBy(round::run)
          .withMessageContaining("within 1 seconds");
    }
    assertThat(System.nanoTime() - from).as("before statement_timeout").isLessThan(8_000_000_000L);
  }

  @Test
  void aConnectionThatSomebodyElseWatchesMayTakeAsLongAsItTakes() throws SQLException {
    var access = new Access(AddressRules.NONE, Duration.ofMillis(200));
    try (Connection patient = access.openPatient(reader())) {
      run(patient, "SELECT pg_sleep(1)");
      assertThat(patient.isValid(1)).isTrue();
    }
  }

  @Test
  void anAnswerWithoutEndIsNotRead() {
    var access = new Access(AddressRules.NONE);
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(
            () -> access.with(reader(), c -> run(c, "SELECT repeat('x', 40 * 1000 * 1000)")));
  }

  @Test
  void aServerThatDripsWhileItIsConnectedToIsLeftAlone() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var left = new CompletableFuture<Boolean>();
      Thread.ofVirtual().start(() -> drip(listening, left));
      var access = new Access(AddressRules.NONE);
      assertThatExceptionOfType(FailureException.class)
          .isThrownBy(() -> access.open(endpoint(listening.getLocalPort(), "postgres")))
          .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.DatabaseUnreachable));
      assertThat(left.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** One ParameterStatus after the other, until the client is gone. */
  private static void drip(ServerSocket listening, CompletableFuture<Boolean> left) {
    byte[] ok = {'R', 0, 0, 0, 8, 0, 0, 0, 0};
    byte[] status = {'S', 0, 0, 0, 8, 'a', 0, 'b', 0};
    try (var client = listening.accept()) {
      client.getOutputStream().write(ok);
      while (client.isConnected()) {
        client.getOutputStream().write(status);
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (IOException e) {
      left.complete(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
