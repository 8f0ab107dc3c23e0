package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.testkit.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A stream that lost its tail, as after a power failure: the lost events are published again into
 * the same sequence numbers.
 */
@Timeout(120)
class RolledBackIT {

  private static Scene scene() {
    return Scene.set(PostgresServer.Options.none(), "").with("delivery.confirmDelay", "100s");
  }

  private static Path storeOf(Scene scene) {
    scene.nats.stop();
    Path copy = scene.nats.copyStore();
    scene.nats.startAgain();
    return copy;
  }

  private static void loseTail(Scene scene, Path copy) {
    scene.nats.kill9();
    scene.nats.putBack(copy);
    scene.nats.startAgain();
  }

  @Test
  void aRunningWorkerPublishesTheLostTailAgain() {
    try (Scene scene = scene().started()) {
      scene.ledger().run(50);
      scene.awaitGrowth(200);
      Path copy = storeOf(scene);
      scene.awaitGrowth(300);
      loseTail(scene, copy);
      scene.awaitGrowth(600);
      scene.quiet();
      scene.assertExactlyOnce();
      assertThat(scene.checker.others()).isEmpty();
    }
  }

  @Test
  void aWorkerThatStartsPublishesTheLostTailAgain() {
    try (Scene scene = scene().started()) {
      scene.write(60).awaitLast(scene.expectedEvents());
      Path copy = storeOf(scene);
      scene.write(60).awaitLast(scene.expectedEvents());
      scene.worker.kill9();
      loseTail(scene, copy);
      scene.started().write(20).assertExactlyOnce();
    }
  }

  @Test
  void theLostEventsComeBackInTheSameSeats() {
    try (Scene scene = scene().started()) {
      scene.write(30).awaitLast(scene.expectedEvents());
      Path copy = storeOf(scene);
      scene.write(30).awaitLast(scene.expectedEvents());
      var before = scene.stored();
      loseTail(scene, copy);
      scene.awaitLast(before.size());
      assertThat(scene.stored()).isEqualTo(before);
    }
  }
}
