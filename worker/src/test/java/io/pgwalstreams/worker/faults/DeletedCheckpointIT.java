package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code nats kv del} leaves a record behind that says so; what it deleted is not alive. */
@Timeout(120)
class DeletedCheckpointIT {
  private static final String KEY = "$KV.pgwalstreams.test.faults";

  /** The slot stays behind the stream: whoever has deleted the key knows no further position. */
  private static Scene withEvents() {
    Scene scene = Scene.set().with("delivery.confirmDelay", "1h").started().write(20);
    scene.awaitLast(scene.expectedEvents());
    return scene;
  }

  private static StreamTap bucket(Scene scene) {
    return new StreamTap(scene.nats, "KV_pgwalstreams");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStartGoesOnBehindTheStreamsLastMessage(boolean purged) {
    try (Scene scene = withEvents()) {
      assertThat(scene.worker.terminate()).isZero();
      bucket(scene).deleteKey(KEY, purged);
      scene.started().write(20).assertExactlyOnce();
      assertThat(scene.worker.log()).contains("R3 P7");
      assertThat(scene.checker.others()).isEmpty();
    }
  }

  @Test
  void aRunningWorkerWritesItAnew() {
    try (Scene scene = withEvents()) {
      StreamTap bucket = bucket(scene);
      bucket.deleteKey(KEY, false);
      long marker = bucket.last().orElseThrow();
      scene.write(20);
      await().atMost(Scene.PATIENCE).until(() -> bucket.last().orElse(0) > marker);
      scene.worker.kill9();
      scene.started().write(20).assertExactlyOnce();
      assertThat(scene.checker.others()).isEmpty();
    }
  }
}
