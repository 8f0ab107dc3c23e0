package io.pgwalstreams.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoIT {
  @TempDir private Path folder;

  @Test
  void provesThatAKilledWorkerLosesAndRepeatsNothing() {
    var text = new ByteArrayOutputStream();
    var out = new PrintStream(text, true, StandardCharsets.UTF_8);
    Path jar = Path.of(System.getProperty("basedir", "."), "../worker/target");
    int status =
        new CommandLine(new Demo(out))
            .execute(
                "--seconds",
                "4",
                "--folder",
                folder.toString(),
                "--worker",
                jar.resolve("pgwalstreams-worker.jar").toString());
    assertThat(text.toString(StandardCharsets.UTF_8))
        .contains("kill -9 of the worker", "Started again", "missing                0")
        .contains("EXACT:");
    assertThat(status).isZero();
    assertThat(folder.resolve(ProcessHandle.current().pid() + "/worker.log"))
        .content()
        .containsPattern("(?s)streaming: .*streaming: ");
  }
}
