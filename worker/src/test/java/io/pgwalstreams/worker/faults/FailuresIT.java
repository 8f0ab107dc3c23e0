package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.api.StreamConfiguration;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.FreePort;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What can be wrong on either side is told with its reason and remedy, in the log and as the exit
 * status or in {@code /status}; once it is mended everything is published, and once.
 */
@Timeout(180)
class FailuresIT {
  private static final String ROLE = "reader";

  private static PostgresServer.Options passwords() {
    return PostgresServer.Options.none()
        .withHba("host all postgres 127.0.0.1/32 trust", "host all all 127.0.0.1/32 scram-sha-256");
  }

  private static void halts(Scene scene, Reason reason, String remedy) {
    scene.worker.start();
    assertThat(scene.haltsWith(reason)).contains(remedy);
  }

  private static void assertNothingWasCreated(Scene scene) {
    assertThat(scene.postgres.query("select count(*) from pg_publication")).isEqualTo("0");
    assertThat(scene.postgres.query("select count(*) from pg_replication_slots")).isEqualTo("0");
    assertThat(scene.tap.last()).isEmpty();
  }

  @Test
  void aWrongPassword() {
    try (Scene scene = Scene.set(passwords(), "").as(ROLE, "wrong")) {
      scene.postgres.execute(
          "create role reader login replication password 'right'",
          "create publication app for table entry, ledger, audit");
      scene.with("publication", "{existing: {name: app}}");
      halts(scene, Reason.AuthenticationFailed, "correct user, password");
      scene.as(ROLE, "right").started().write(20).assertExactlyOnce();
      assertThat(scene.worker.log()).doesNotContain("right");
    }
  }

  @Test
  void aRoleThatMayNotReplicate() {
    try (Scene scene = Scene.set().as(ROLE, "")) {
      scene.postgres.execute(
          "create role reader login", "create publication app for table entry, ledger, audit");
      scene.with("publication", "{existing: {name: app}}");
      halts(scene, Reason.PrivilegeMissing, "REPLICATION");
      scene.postgres.execute("alter role reader replication");
      scene.started().write(20).assertExactlyOnce();
    }
  }

  @Test
  void aRoleThatMayNotPublishTheTables() {
    try (Scene scene = Scene.set().as(ROLE, "")) {
      scene.postgres.execute(
          "create role reader login replication", "grant create on database postgres to reader");
      scene.worker.start();
      scene.haltsWith(Reason.PrivilegeMissing);
      assertNothingWasCreated(scene);
    }
  }

  @Test
  void aServerWhoseWalCannotBeDecoded() {
    var options = PostgresServer.Options.none().with("wal_level", "replica");
    try (Scene scene = Scene.set(options, "")) {
      halts(scene, Reason.WalLevelInsufficient, "set wal_level = logical");
      assertNothingWasCreated(scene);
      scene.postgres.execute("alter system set wal_level = logical");
      scene.postgres.restart();
      scene.started().write(20).assertExactlyOnce();
    }
  }

  @Test
  void aServerThatIsAStandby() throws IOException {
    try (Scene scene = Scene.set()) {
      scene.postgres.stopFast(Scene.PATIENCE);
      Files.createFile(scene.postgres.dataFolder().resolve("standby.signal"));
      scene.postgres.start();
      halts(scene, Reason.ServerIsStandby, "connect to the primary");
      assertNothingWasCreated(scene);
    }
  }

  @Test
  void noFreeSlot() {
    var options = PostgresServer.Options.none().with("max_replication_slots", "1");
    try (Scene scene = Scene.set(options, "")) {
      scene.postgres.execute("select pg_create_logical_replication_slot('other', 'pgoutput')");
      scene.worker.start();
      scene.awaitWaiting(Reason.NoFreeSlot);
      assertThat(scene.worker.log()).contains("raise max_replication_slots");
      scene.postgres.execute("select pg_drop_replication_slot('other')");
      scene.worker.awaitStreaming();
      scene.write(20).assertExactlyOnce();
    }
  }

  @Test
  void aPublicationThatIsMissing() {
    try (Scene scene = Scene.set().with("publication", "{existing: {name: app}}")) {
      halts(scene, Reason.PublicationMissing, "create it");
      scene.postgres.execute("create publication app for table entry, ledger, audit");
      scene.started().write(20).assertExactlyOnce();
    }
  }

  @Test
  void aPublicationThatIsDroppedUnderTheWorkerSkipsNothing() {
    try (Scene scene = Scene.set().started().write(20)) {
      scene.assertExactlyOnce();
      long before = scene.tap.last().orElseThrow();
      scene.postgres.execute("drop publication " + WorkerDocument.PUBLICATION);
      scene.write(5);
      scene.haltsWith(Reason.PublicationMissing);
      halts(scene, Reason.PublicationNewerThanSlot, "drop the slot");
      assertThat(scene.tap.last()).hasValue(before);
    }
  }

  @Test
  void aTableThatIsMissing() {
    String tables = "[{name: entry}, {name: ledger}, {name: audit}, {name: later}]";
    try (Scene scene = Scene.set().with("publication.managed.tables", tables)) {
      halts(scene, Reason.TableMissing, "create it");
      assertNothingWasCreated(scene);
      scene.postgres.execute("create table later(id int primary key)");
      scene.started().write(20).assertExactlyOnce();
    }
  }

  @Test
  void aStreamThatIsMissingAndNotToBeCreated() {
    try (Scene scene = Scene.set().with("nats.stream", "{name: faults}")) {
      halts(scene, Reason.StreamMissing, "createIfMissing");
      scene.stream(StreamConfiguration.builder()).started().write(20).assertExactlyOnce();
    }
  }

  /** As on Kubernetes: its slot is there before it, and whatever ends is started again. */
  @Test
  void startsThatFindTheStreamMissingMakeNothingAndLeaveTheSlotAsItIs() {
    Scene made =
        Scene.set()
            .with("nats.stream", "{name: faults}")
            .with("publication", "{existing: {name: app}}")
            .with("slot", "{existing: {name: kept}}");
    try (Scene scene = made) {
      scene.postgres.execute(
          "create publication app for table entry, ledger, audit",
          "select pg_create_logical_replication_slot('kept', 'pgoutput')");
      scene.write(20);
      String slots = "select string_agg(s::text, ';') from pg_replication_slots s";
      String before = scene.postgres.query(slots);
      for (int start = 0; start < 3; start++) {
        halts(scene, Reason.StreamMissing, "createIfMissing");
        assertThat(scene.postgres.query(slots)).isEqualTo(before);
      }
      scene.stream(StreamConfiguration.builder()).started().write(20).assertExactlyOnce();
    }
  }

  @Test
  void aStreamThatDoesNotTakeTheSubjects() {
    try (Scene scene = Scene.set()) {
      scene.tap.create(StreamConfiguration.builder().subjects("db.public.entry.>"));
      halts(scene, Reason.StreamSubjectsMissing, "add 'db.>'");
      assertThat(scene.tap.last()).hasValue(0);
    }
  }

  @Test
  void natsRefusesThePasswordOrTheSubject() {
    String users =
        """
        authorization { users: [
          {user: tap, password: tap}
          {user: postgres, password: unused, permissions: {publish: {deny: ["db.>"]}}}
        ] }
        no_auth_user: tap
        """;
    String credentials = "{userPassword: {secretRef: {name: faults}}}";
    try (Scene scene =
        Scene.set(PostgresServer.Options.none(), users).with("nats.credentials", credentials)) {
      scene.started();
      scene.write(1);
      scene.haltsWith(Reason.NatsPermissionMissing);
      assertThat(scene.tap.last()).hasValue(0);
      scene.as("postgres", "wrong");
      halts(scene, Reason.NatsAuthenticationFailed, "correct nats.credentials");
    }
  }

  @Test
  void aStreamWithoutALeaderIsWaitedFor() throws IOException {
    List<String> configurations = cluster();
    try (NatsServer second = NatsServer.start(configurations.get(1));
        NatsServer third = NatsServer.start(configurations.get(2));
        Scene scene =
            Scene.set(PostgresServer.Options.none(), configurations.get(0))
                .with("nats.stream", "{name: faults, createIfMissing: {replicas: 3}}")
                .started()) {
      scene.write(20).awaitLast(scene.expectedEvents());
      second.kill9();
      third.kill9();
      scene.write(20);
      scene.awaitWaiting(Reason.StreamUnavailable);
      assertThat(scene.worker.isRunning()).isTrue();
      second.startAgain();
      third.startAgain();
      awaitReadable(scene);
      scene.write(20).assertExactlyOnce();
    }
  }

  /** A cluster that is whole again lets a reader in only some time after the worker's messages. */
  private static void awaitReadable(Scene scene) {
    await()
        .atMost(Scene.PATIENCE)
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(() -> !scene.stored().isEmpty());
  }

  private static List<String> cluster() {
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < 3; i++) {
      ports.add(FreePort.next());
    }
    String routes =
        String.join(", ", ports.stream().map(p -> "\"nats://127.0.0.1:" + p + "\"").toList());
    return ports.stream()
        .map(p -> "cluster { name: c, listen: \"127.0.0.1:" + p + "\", routes: [" + routes + "] }")
        .toList();
  }
}
