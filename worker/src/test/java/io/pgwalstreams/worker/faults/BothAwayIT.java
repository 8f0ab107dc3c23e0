package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A network that goes takes both sides along. */
@Timeout(120)
class BothAwayIT {
  private static final String SLOT =
      " from pg_replication_slots where slot_name = '" + WorkerDocument.SLOT + "'";

  private static Scene withBothLost() {
    Scene scene = Scene.set().started().write(20);
    scene.awaitLast(scene.expectedEvents());
    scene.nats.kill9();
    scene.write(20).awaitWaiting(Reason.NatsUnreachable);
    scene.postgres.query("select pg_terminate_backend(active_pid)" + SLOT);
    await()
        .atMost(Scene.PATIENCE)
        .until(() -> "f".equals(scene.postgres.query("select active" + SLOT)));
    return scene;
  }

  @Test
  void goesOnOnceNatsIsBackAfterTheWalsenderWasLostToo() {
    try (Scene scene = withBothLost()) {
      scene.nats.startAgain();
      scene.assertExactlyOnce();
    }
  }

  @Test
  void anOrderlyStopEndsTheWorkerWhileBothAreLost() {
    try (Scene scene = withBothLost()) {
      assertThat(scene.worker.terminate()).as(scene.worker::log).isZero();
    }
  }
}
