package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is started as in a pod: without picocli, and otherwise as any. */
class ServedIT {
  private static final String[] AS_IN_A_POD = {"--served", "--log-format", "json"};

  @TempDir private Path folder;

  private Scene scene() {
    Scene scene = Scene.set();
    scene.worker.withJvm("-Xlog:class+load:file=" + classes());
    return scene;
  }

  private Path classes() {
    return folder.resolve("classes");
  }

  private void assertWithoutPicocli() throws IOException {
    assertThat(Files.readString(classes())).contains(" io.pgwalstreams.worker.cli.Run ");
    assertThat(Files.readString(classes())).doesNotContain(" picocli.");
  }

  @Test
  void publishesAndStopsInOrder() throws IOException {
    try (Scene scene = scene()) {
      scene.worker.start(AS_IN_A_POD).awaitStreaming();
      scene.write(60).awaitLast(scene.expectedEvents());
      assertThat(scene.worker.terminate()).as(scene.worker::log).isZero();
      assertThat(scene.worker.log()).contains("all that was published is acknowledged");
      assertWithoutPicocli();
    }
  }

  @Test
  void saysWhyItEndsInLogAndTerminationLogAndByItsStatus() throws IOException {
    try (Scene scene = scene()) {
      scene.worker.write("kind: Nothing");
      scene.worker.start(AS_IN_A_POD);
      int status = scene.worker.exitStatus();
      assertThat(status).isEqualTo(Reason.InvalidSpec.area().exitStatus());
      assertThat(scene.worker.terminationLog()).contains("InvalidSpec");
      assertThat(scene.worker.log().lines().toList().getLast())
          .startsWith("{")
          .contains("\"reason\":\"InvalidSpec\"", "\"status\":" + status);
      assertWithoutPicocli();
    }
  }
}
