package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files and secrets that change are taken up by the running worker; no event is lost by it. */
@Timeout(180)
class LiveChangesIT {
  private static final String NARROW =
      "{tables: {entry: [insert, update, delete], ledger: [insert, update, delete]}}";
  private static final String WIDE = "{tables: {'*': [insert, update, delete]}}";

  private static String mapping(Scene scene) {
    return scene.worker.status().path("config").path("mapping").asText();
  }

  private static String broken(Scene scene) {
    return scene.worker.status().path("config").path("broken").asText();
  }

  private static void awaitOtherMapping(Scene scene, String before) {
    scene.worker.awaitStatus(s -> !s.path("config").path("mapping").asText(before).equals(before));
  }

  private static List<Change> withoutAudit(List<Change> changes) {
    return changes.stream().filter(c -> !c.table().equals("audit")).toList();
  }

  @Test
  void aFilterThatChangesUnderLoadLosesAndRepeatsNothing() {
    try (Scene scene = Scene.set().with("filter", WIDE).started()) {
      scene.ledger().run(60);
      long pid = scene.worker.pid();
      for (int i = 0; i < 6; i++) {
        scene.awaitGrowth(200);
        String before = mapping(scene);
        scene.with("filter", i % 2 == 0 ? NARROW : WIDE);
        awaitOtherMapping(scene, before);
      }
      scene.awaitGrowth(200);
      scene.quiet();
      List<Change> expected = withoutAudit(scene.changes());
      await()
          .atMost(Scene.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(withoutAudit(scene.stored()))
                      .containsExactlyInAnyOrderElementsOf(expected));
      assertThat(scene.stored()).doesNotHaveDuplicates();
      assertThat(scene.stored()).hasSizeLessThan(scene.changes().size());
      assertThat(scene.worker.isRunning()).isTrue();
      assertThat(scene.worker.pid()).isEqualTo(pid);
    }
  }

  @Test
  void aFilterThatChangesIsInForceForTheNextTransaction() {
    try (Scene scene = Scene.set().with("filter", WIDE).started().write(20)) {
      scene.assertExactlyOnce();
      String before = mapping(scene);
      scene.with("filter", NARROW);
      awaitOtherMapping(scene, before);
      long last = scene.tap.last().orElseThrow();
      scene.postgres.execute("insert into audit values (-1, 0, 0, 'left out')");
      scene.postgres.execute("insert into entry values (-2, 'sent')");
      scene.awaitLast(last + 1);
      assertThat(scene.stored()).contains(Change.entry(-2, "sent"));
      assertThat(scene.stored()).noneMatch(c -> c.table().equals("audit") && c.id() == -1);
    }
  }

  @Test
  void whetherStandbysMayTakeTheSlotOverCanBeChangedLater() {
    try (Scene scene =
        Scene.set().with("slot.managed", "{name: ws_faults, failover: false}").started().write(5)) {
      assertThat(failover(scene)).isEqualTo("f");
      assertThat(scene.worker.terminate()).isZero();
      scene.with("slot.managed", "{name: ws_faults, failover: true}").started().write(5);
      scene.assertExactlyOnce();
      assertThat(failover(scene)).isEqualTo("t");
    }
  }

  private static String failover(Scene scene) {
    return scene.postgres.query("select failover from pg_replication_slots");
  }

  @Test
  void aBrokenFileIsReportedAndTheFormerOneStaysInForce() {
    try (Scene scene = Scene.set().started().write(10)) {
      scene.worker.write("spec: [");
      scene.worker.awaitStatus(s -> !s.path("config").path("broken").isMissingNode());
      scene.write(10).assertExactlyOnce();
      scene.with("nats.subjectPrefix", "other");
      scene.worker.awaitStatus(
          s -> s.path("config").path("broken").asText().contains("subjectPrefix"));
      scene.write(10).assertExactlyOnce();
      assertThat(scene.worker.metrics())
          .contains("pgwalstreams_errors_total{reason=\"InvalidSpec\"");
      scene.with("nats.subjectPrefix", "db");
      scene.worker.awaitStatus(s -> s.path("config").path("broken").isMissingNode());
    }
  }

  @Test
  void aChangeThatCameWhileTheDatabaseWasAwayIsTakenUpWhenItIsBack() {
    try (Scene scene = Scene.set().with("filter", WIDE).started().write(10)) {
      scene.assertExactlyOnce();
      String before = mapping(scene);
      scene.postgres.stopFast(Scene.PATIENCE);
      scene.with("filter", NARROW);
      scene.worker.awaitStatus(s -> !s.path("config").path("broken").isMissingNode());
      scene.postgres.start();
      awaitOtherMapping(scene, before);
      await().atMost(Scene.PATIENCE).until(() -> broken(scene).isEmpty());
    }
  }

  @Test
  void aDocumentThatIsCorrectedWhileTheDatabaseIsNotFoundIsTakenUp() {
    try (Scene scene = Scene.set().with("database.port", "1")) {
      scene.worker.start();
      scene.awaitWaiting(io.pgwalstreams.api.Reason.DatabaseUnreachable);
      scene.with("database.port", Integer.toString(scene.postgres.port()));
      scene.worker.awaitStreaming();
      scene.write(10).assertExactlyOnce();
      assertThat(scene.worker.status().path("target").path("database").asText())
          .contains(":" + scene.postgres.port() + "/");
    }
  }

  @Test
  void aPasswordThatIsRotatedInAMountedSecretIsUsedByTheNextConnection(@TempDir Path secrets)
      throws IOException {
    var options =
        PostgresServer.Options.none()
            .withHba(
                "host all postgres 127.0.0.1/32 trust", "host all all 127.0.0.1/32 scram-sha-256");
    try (Scene scene = Scene.set(options, "")) {
      scene.postgres.execute(
          "create role reader login replication password 'first'",
          "create publication app for table entry, ledger, audit");
      var document = scene.document().with("publication", "{existing: {name: app}}");
      mount(secrets, "first");
      try (WorkerProcess worker =
          WorkerProcess.of(document.withoutSecret(), "--secrets", secrets.toString())) {
        worker.start().awaitStreaming();
        scene.write(10).awaitLast(scene.expectedEvents());
        scene.postgres.execute("alter role reader password 'second'");
        cutOff(scene);
        worker.awaitStatus(
            s -> s.path("why").path("reason").asText().equals("AuthenticationFailed"));
        mount(secrets, "second");
        worker.awaitStreaming();
        scene.write(10).awaitLast(scene.expectedEvents());
        assertThat(worker.log()).doesNotContain("first'").doesNotContain("second");
      }
    }
  }

  /** As the kubelet does: a new folder, and a link that is put in the place of the former one. */
  private static void mount(Path secrets, String password) throws IOException {
    Path data = Files.createDirectory(secrets.resolve(".." + password));
    Files.writeString(data.resolve("username"), "reader");
    Files.writeString(data.resolve("password"), password + "\n");
    Path next = Files.createSymbolicLink(secrets.resolve("..next"), data.getFileName());
    Files.move(next, secrets.resolve("faults"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void cutOff(Scene scene) {
    scene.postgres.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'reader'");
  }

  @Test
  void aPasswordOfNatsThatIsRotatedIsUsedAtOnce() throws IOException {
    String credentials = "{userPassword: {secretRef: {name: faults}}}";
    try (Scene scene =
        Scene.set(PostgresServer.Options.none(), users("first"))
            .with("nats.credentials", credentials)
            .as("postgres", "first")
            .started()) {
      scene.write(10).awaitLast(scene.expectedEvents());
      scene.nats.stop();
      scene.nats.configure(users("second"));
      scene.nats.startAgain();
      scene.write(10);
      scene.as("postgres", "second");
      scene.write(10).assertExactlyOnce();
      assertThat(scene.worker.metrics())
          .containsPattern("pgwalstreams_reconnects_total\\{side=\"nats\",[^}]*} [1-9]");
    }
  }

  private static String users(String password) {
    return "authorization { users: [ {user: tap, password: tap}, {user: postgres, password: "
        + password
        + "} ] }\nno_auth_user: tap";
  }
}
