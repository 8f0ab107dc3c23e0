package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code delivery.mode: AtLeastOnce}: a stream that others may write to; no change is lost. */
@Timeout(180)
class AtLeastOnceIT {
  private static final int RATE = 50;

  private static Scene scene() {
    return Scene.set().with("delivery.mode", "AtLeastOnce");
  }

  @Test
  void losesNothingThroughKillsAndRepeatsNothingInsideTheDuplicateWindow() {
    try (Scene scene = scene().started()) {
      scene.ledger().run(RATE);
      for (int i = 0; i < 4; i++) {
        scene.awaitGrowth(300);
        scene.worker.kill9();
        scene.worker.start();
        scene.awaitGrowth(300);
        scene.nats.kill9();
        scene.nats.startAgain();
      }
      scene.awaitGrowth(100);
      scene.postgres.restart();
      scene.awaitGrowth(300);
      scene.quiet();
      scene.assertNothingLost();
      assertThat(scene.stored()).doesNotHaveDuplicates();
    }
  }

  @Test
  void leavesAloneWhatOthersWriteIntoTheStream() {
    try (Scene scene = scene().started()) {
      scene.ledger().run(RATE);
      for (int i = 0; i < 5; i++) {
        scene.awaitGrowth(50);
        scene.tap.publish(WorkerDocument.PREFIX + ".other", "not ours");
      }
      scene.worker.kill9();
      scene.tap.publish(WorkerDocument.PREFIX + ".other", "not ours");
      scene.started().awaitGrowth(50);
      scene.quiet();
      scene.assertNothingLost();
      assertThat(scene.stored()).doesNotHaveDuplicates();
    }
  }

  @Test
  void repeatsOnlyWhatTheStreamHasForgotten() {
    try (Scene scene =
        scene().stream(StreamConfiguration.builder().duplicateWindow(Duration.ofMillis(100)))
            .started()) {
      scene.write(40).awaitLast(scene.expectedEvents());
      scene.worker.kill9();
      scene.started().write(10);
      scene.assertNothingLost();
    }
  }
}
