package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.api.StreamConfiguration;
import io.pgwalstreams.api.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two workers of one WalStream at once do not lose, repeat or disorder anything. */
@Timeout(300)
class RivalsIT {
  private static final int RATE = 60;
  private static final Duration CONTEST = Duration.ofMinutes(2);

  @Test
  void twoWorkersWithASlotEachCompeteForOneStream() {
    try (Scene scene = Scene.set().started()) {
      scene.postgres.execute("select pg_create_logical_replication_slot('rival', 'pgoutput')");
      scene.ledger().run(RATE);
      var document = scene.document().with("slot", "{existing: {name: rival}}");
      try (WorkerProcess rival = WorkerProcess.of(document).start()) {
        long until = System.nanoTime() + CONTEST.toNanos();
        while (System.nanoTime() - until < 0) {
          scene.awaitGrowth(500);
          assertThat(rival.isRunning()).as(rival::log).isTrue();
          assertThat(scene.worker.isRunning()).as(scene.worker::log).isTrue();
        }
        scene.quiet();
        scene.assertExactlyOnce();
      }
    }
  }

  @Test
  void anotherWalStreamIsKeptOutOfTheStream() {
    try (Scene scene = Scene.set()) {
      scene.tap.create(StreamConfiguration.builder().subjects("db.>", "other.>"));
      scene.started().write(30).assertExactlyOnce();
      var document =
          scene
              .document()
              .named("other")
              .with("publication", "{managed: {name: other, tables: [{name: audit}]}}")
              .with("slot", "{managed: {name: other}}")
              .with("nats.subjectPrefix", "other");
      try (WorkerProcess other = WorkerProcess.of(document).start()) {
        assertThat(other.exitStatus()).isEqualTo(Reason.ClaimedByAnother.area().exitStatus());
        assertThat(other.terminationLog()).contains("ClaimedByAnother", "test.faults");
      }
      scene.write(30).assertExactlyOnce();
    }
  }

  @Test
  void twoWorkersOnOneSlotTakeTurnsWhenTheyAreCutOff() {
    try (Scene scene = Scene.set().started()) {
      scene.ledger().run(RATE);
      try (WorkerProcess rival = WorkerProcess.of(scene.document()).start()) {
        rival.awaitStatus(s -> s.toString().contains("SlotInUse"));
        for (int i = 0; i < 20; i++) {
          scene.awaitGrowth(200);
          cutOff(scene);
        }
        scene.quiet();
        scene.assertExactlyOnce();
      }
    }
  }

  private static void cutOff(Scene scene) {
    String cut =
        "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"
            + WorkerDocument.SLOT
            + "' and active_pid is not null";
    await().atMost(Scene.PATIENCE).until(() -> "t".equals(scene.postgres.query(cut)));
  }
}
