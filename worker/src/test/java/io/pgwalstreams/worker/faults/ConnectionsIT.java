package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.testkit.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What PostgreSQL may expect of a replication client at all times. */
@Timeout(180)
class ConnectionsIT {

  @Test
  void aFastShutdownDoesNotWaitForAWorkerThatIsBehind() {
    try (Scene scene = Scene.set().started()) {
      scene.write(20).awaitLast(scene.expectedEvents());
      scene.nats.kill9();
      scene.write(200);
      scene.postgres.execute(
          "insert into audit select -g, 0, 0, repeat('x', 500) from generate_series(1, 100000) g");
      assertThat(scene.postgres.stopFast(Duration.ofSeconds(30))).isLessThan(Duration.ofSeconds(6));
      scene.postgres.start();
      scene.nats.startAgain();
      scene.awaitLast(scene.expectedEvents() + 100_000);
    }
  }

  @Test
  void aFastShutdownReleasesWhatIsHeldBackSoThatAnUpgradeFindsAllConsumed() {
    try (Scene scene = Scene.set().with("delivery.confirmDelay", "10m").started()) {
      scene.write(20).awaitLast(scene.expectedEvents());
      String end = scene.postgres.query("select pg_current_wal_lsn()");
      assertThat(isConfirmed(scene.postgres, end)).isFalse();
      scene.postgres.stopFast(Duration.ofSeconds(30));
      scene.postgres.start();
      assertThat(isConfirmed(scene.postgres, end)).isTrue();
      scene.write(20).assertExactlyOnce();
    }
  }

  @Test
  void anIdleDatabaseBesideABusyOneRetainsNoWal() {
    try (Scene scene = Scene.set().started()) {
      scene.postgres.execute("create database busy");
      scene.postgres.executeIn("busy", "create table t(x text)");
      for (int i = 0; i < 3; i++) {
        scene.postgres.executeIn(
            "busy", "insert into t select repeat('x', 1000) from generate_series(1, 20000)");
        String busyEnd = scene.postgres.query("select pg_current_wal_lsn()");
        await().atMost(Duration.ofSeconds(40)).until(() -> isConfirmed(scene.postgres, busyEnd));
      }
      scene.write(20).assertExactlyOnce();
    }
  }

  private static boolean isConfirmed(PostgresServer server, String lsn) {
    return "t"
        .equals(
            server.query(
                "select confirmed_flush_lsn >= '"
                    + lsn
                    + "' from pg_replication_slots where slot_name = '"
                    + WorkerDocument.SLOT
                    + "'"));
  }

  @Test
  void theWalsenderStaysConnectedWhileNatsIsAwayForAMinute() {
    var options = PostgresServer.Options.none().with("wal_sender_timeout", "5s");
    try (Scene scene = Scene.set(options, "").started()) {
      scene.write(20).awaitLast(scene.expectedEvents());
      String walsender = walsender(scene);
      scene.nats.kill9();
      scene.write(300);
      scene.postgres.execute(
          "insert into audit select -g, 0, 0, repeat('x', 500) from generate_series(1, 100000) g");
      await()
          .during(Duration.ofSeconds(60))
          .atMost(Duration.ofSeconds(70))
          .until(() -> walsender.equals(walsender(scene)));
      scene.nats.startAgain();
      scene.awaitLast(scene.expectedEvents() + 100_000);
      assertThat(walsender(scene)).isEqualTo(walsender);
    }
  }

  private static String walsender(Scene scene) {
    return String.valueOf(
        scene.postgres.query(
            "select active_pid from pg_replication_slots where slot_name = '"
                + WorkerDocument.SLOT
                + "'"));
  }
}
