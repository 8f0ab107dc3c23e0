package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rows of the decision table that are about the database and its slot, for real. */
@Timeout(120)
class DatabaseRowsIT {
  private static final String SLOT = WorkerDocument.SLOT;

  private static Scene withEvents() {
    Scene scene = Scene.set().started().write(60);
    scene.awaitLast(scene.expectedEvents());
    return scene;
  }

  /** The database as it was before the last events; the worker is stopped. */
  private static Scene restored() {
    Scene scene = withEvents();
    assertThat(scene.worker.terminate()).isZero();
    scene.postgres.stopFast(Duration.ofSeconds(20));
    Path copy = scene.postgres.copyData();
    scene.postgres.start();
    scene.started().write(30).awaitLast(scene.expectedEvents());
    scene.worker.kill9();
    scene.postgres.stopFast(Duration.ofSeconds(20));
    scene.postgres.putBack(copy);
    scene.postgres.start();
    return scene;
  }

  @Test
  void aRestoredVolumeIsFoundBeforeItHasGrown() {
    try (Scene scene = restored()) {
      scene.worker.start();
      scene.haltsWith(Reason.DatabaseWentBack);
    }
  }

  /** As a worker is started again by Kubernetes, while the application writes on. */
  @Test
  void aRestoredVolumeIsFoundAgainThoughItHasGrownAndItsEventsAreConsumedMeanwhile() {
    try (Scene scene = restored()) {
      scene.worker.start();
      scene.haltsWith(Reason.DatabaseWentBack);
      String found = scene.haltId();
      long before = scene.tap.last().orElseThrow();
      scene.tap.purge();
      scene.postgres.execute(
          "insert into audit select -g, 0, 0, 'other' from generate_series(1, 5000) g");
      scene.worker.start();
      scene.haltsWith(Reason.DatabaseWentBack);
      assertThat(scene.haltId()).isEqualTo(found);
      assertThat(scene.tap.last()).hasValue(before);
      scene.started("--accept", found);
      await().atMost(Scene.PATIENCE).until(() -> scene.stored().contains(other(5000)));
      assertThat(scene.stored()).containsOnlyOnce(other(1), other(5000));
    }
  }

  @Test
  void aRestoredVolumeIsFoundAfterItHasGrown() {
    try (Scene scene = restored()) {
      scene.postgres.execute(
          "insert into audit select -g, 0, 0, 'other' from generate_series(1, 5000) g");
      long before = scene.tap.last().orElseThrow();
      scene.worker.start();
      scene.haltsWith(Reason.HistoryDiverged);
      assertThat(scene.tap.last()).hasValue(before);
      scene.started("--accept", scene.haltId());
      scene.postgres.execute("insert into audit values (-9999, 0, 0, 'behind the gap')");
      await()
          .atMost(Scene.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(scene.stored())
                      .contains(Change.of("audit", "INSERT", -9999, 0, 0, "behind the gap")));
    }
  }

  @Test
  void anAcceptedGapIsPassedOnceThoughTheConnectionIsLostAfterwards() {
    try (Scene scene = restored()) {
      scene.postgres.execute(
          "insert into audit select -g, 0, 0, 'other' from generate_series(1, 5000) g");
      scene.worker.start();
      scene.haltsWith(Reason.HistoryDiverged);
      scene.started("--accept", scene.haltId());
      await().atMost(Scene.PATIENCE).until(() -> scene.stored().contains(other(5000)));
      scene.postgres.restart();
      scene.postgres.execute("insert into audit values (-9999, 0, 0, 'behind the restart')");
      Change last = Change.of("audit", "INSERT", -9999, 0, 0, "behind the restart");
      await().atMost(Scene.PATIENCE).until(() -> scene.stored().contains(last));
      assertThat(scene.stored()).containsOnlyOnce(other(1), other(5000), last);
      scene.readOn();
      assertThat(scene.checker.others()).hasSize(1);
    }
  }

  private static Change other(long id) {
    return Change.of("audit", "INSERT", -id, 0, 0, "other");
  }

  @Test
  void aSlotThatWasDroppedAndCreatedAnewHalts() {
    try (Scene scene = withEvents()) {
      assertThat(scene.worker.terminate()).isZero();
      scene.postgres.execute("select pg_drop_replication_slot('" + SLOT + "')");
      scene.write(10);
      scene.postgres.execute(
          "select pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
      haltsWithoutSkipping(scene, Reason.SlotAdvanced);
      scene.started("--accept", scene.haltId());
    }
  }

  @Test
  void aSlotThatIsGoneHalts() {
    try (Scene scene = withEvents()) {
      assertThat(scene.worker.terminate()).isZero();
      scene.postgres.execute("select pg_drop_replication_slot('" + SLOT + "')");
      scene.write(10);
      haltsWithoutSkipping(scene, Reason.SlotMissing);
      scene.started("--accept", scene.haltId());
    }
  }

  @Test
  void anAcceptedLossOfTheSlotDoesNotAcceptTheNextOne() {
    try (Scene scene = withEvents()) {
      assertThat(scene.worker.terminate()).isZero();
      scene.postgres.execute("select pg_drop_replication_slot('" + SLOT + "')");
      haltsWithoutSkipping(scene, Reason.SlotMissing);
      String accepted = scene.haltId();
      long before = scene.tap.last().orElseThrow();
      scene.started("--accept", accepted).write(10).awaitLast(before + 2);
      assertThat(scene.worker.terminate()).isZero();
      scene.postgres.execute("select pg_drop_replication_slot('" + SLOT + "')");
      scene.worker.start("--accept", accepted);
      scene.haltsWith(Reason.SlotMissing);
      assertThat(scene.haltId()).isNotEqualTo(accepted);
    }
  }

  @Test
  void aSlotThatSomebodyAdvancedHalts() {
    try (Scene scene = withEvents()) {
      scene.worker.kill9();
      scene.write(10);
      await()
          .atMost(Scene.PATIENCE)
          .ignoreExceptions()
          .until(
              () ->
                  scene.postgres.query(
                          "select pg_replication_slot_advance('"
                              + SLOT
                              + "', pg_current_wal_lsn())")
                      != null);
      haltsWithoutSkipping(scene, Reason.SlotAdvanced);
    }
  }

  @Test
  void aSlotThatAnotherReaderConfirmedBeyondTheWalHalts() {
    try (Scene scene = withEvents()) {
      scene.worker.kill9();
      scene.write(10);
      new ForeignReader(scene.postgres).confirm(SLOT, WorkerDocument.PUBLICATION, 1L << 24);
      haltsWithoutSkipping(scene, Reason.SlotAdvanced);
    }
  }

  @Test
  void aSlotThatLostItsWalHaltsAndIsMadeAnewWhenAccepted() {
    var options = PostgresServer.Options.none().with("max_slot_wal_keep_size", "16MB");
    try (Scene scene = Scene.set(options, "").started().write(20)) {
      scene.awaitLast(scene.expectedEvents());
      assertThat(scene.worker.terminate()).isZero();
      for (int i = 0; i < 5; i++) {
        scene.write(2).postgres.execute("select pg_switch_wal()", "checkpoint");
      }
      assertThat(scene.postgres.query("select wal_status from pg_replication_slots"))
          .isEqualTo("lost");
      haltsWithoutSkipping(scene, Reason.SlotLost);
      scene.started("--accept", scene.haltId());
      long from = scene.tap.last().orElseThrow();
      scene.write(10).awaitLast(from + 10);
    }
  }

  private static void haltsWithoutSkipping(Scene scene, Reason reason) {
    long before = scene.tap.last().orElseThrow();
    scene.worker.start();
    scene.haltsWith(reason);
    assertThat(scene.tap.last()).hasValue(before);
  }

  @Test
  void aFilterThatChangedWhileTheWorkerWasDeadLosesAndRepeatsNothing() {
    try (Scene scene = Scene.set().started()) {
      scene.ledger().run(50);
      for (List<String> tables :
          List.of(List.of("entry", "ledger"), Ledger.TABLES, List.of("entry", "ledger"))) {
        scene.awaitGrowth(300);
        scene.worker.kill9();
        scene.with("filter", filter(tables)).worker.start();
      }
      scene.awaitGrowth(300);
      scene.quiet();
      assertLedgerExactly(scene);
    }
  }

  private static String filter(List<String> tables) {
    var text = new StringBuilder("{tables: {");
    tables.forEach(t -> text.append(t).append(": [insert, update, delete], "));
    return text.append("}}").toString();
  }

  /** All changes but those of the table that the filter leaves out now and then. */
  private static void assertLedgerExactly(Scene scene) {
    List<Change> expected = withoutAudit(scene.changes());
    await()
        .atMost(Scene.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(withoutAudit(scene.stored()))
                    .containsExactlyInAnyOrderElementsOf(expected));
    assertThat(scene.stored()).doesNotHaveDuplicates();
  }

  private static List<Change> withoutAudit(List<Change> changes) {
    return changes.stream().filter(c -> !c.table().equals("audit")).toList();
  }
}
