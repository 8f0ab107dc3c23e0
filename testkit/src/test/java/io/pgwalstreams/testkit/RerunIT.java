package io.pgwalstreams.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop behind {@code make dev}: a change of a source ends what runs, and the new one runs. */
@Timeout(60)
class RerunIT {
  private static final Path SCRIPT =
      Path.of(System.getProperty("basedir", "."), "src/main/scripts/rerun.sh").toAbsolutePath();

  @TempDir private Path folder;
  private Process loop;
  private BufferedReader told;

  @BeforeEach
  void begin() throws IOException {
    Files.createDirectories(folder.resolve("src/target"));
    source("one");
    loop =
        new ProcessBuilder(
                SCRIPT.toString(), "grep -v broken src/program > built", "sh ./built", "src")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    told = loop.inputReader();
  }

  @AfterEach
  void end() {
    loop.destroy();
    loop.onExit().join();
  }

  private void source(String program) throws IOException {
    Files.writeString(
        folder.resolve("src/program"),
        program.equals("broken") ? program : "echo running " + program + "; exec sleep 50\n");
  }

  private List<String> linesUntil(String last) throws IOException {
    var lines = new ArrayList<String>();
    String line = told.readLine();
    while (line != null && !line.equals(last)) {
      lines.add(line);
      line = told.readLine();
    }
    assertThat(line).as("after %s", lines).isEqualTo(last);
    return lines;
  }

  private List<ProcessHandle> running() {
    return loop.toHandle().descendants().filter(RerunIT::isProgram).toList();
  }

  /** {@code sh ./built}, which becomes {@code sleep 50}. */
  private static boolean isProgram(ProcessHandle process) {
    var arguments = List.of(process.info().arguments().orElse(new String[0]));
    return arguments.contains("./built") || arguments.contains("50");
  }

  @Test
  void whatRunsIsReplacedWhenASourceChanges() throws IOException {
    linesUntil("running one");
    source("two");
    linesUntil("running two");

    assertThat(running()).hasSize(1);
  }

  @Test
  void whatDoesNotBuildIsNotRunAndTheNextChangeIs() throws IOException {
    linesUntil("running one");
    source("broken");
    linesUntil("rerun: it does not build; waiting for the next change");
    source("three");

    assertThat(linesUntil("running three")).doesNotContain("running one");
  }

  @Test
  void nothingIsLeftRunningWhenItIsEnded() throws IOException {
    linesUntil("running one");
    List<ProcessHandle> before = running();
    loop.destroy();
    loop.onExit().join();

    assertThat(before).hasSize(1).noneMatch(ProcessHandle::isAlive);
  }
}
