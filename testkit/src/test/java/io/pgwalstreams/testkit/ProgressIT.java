package io.pgwalstreams.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a build by make shows of what Maven says. */
@Timeout(60)
class ProgressIT {
  private static final Path SCRIPT =
      Path.of(System.getProperty("basedir", "."), "src/main/scripts/progress.sh").toAbsolutePath();

  @TempDir private Path folder;

  private record Ran(int status, String shown, String log) {}

  private Ran run(int status, String said) throws IOException, InterruptedException {
    Path log = folder.resolve("target/maven.log");
    Path saying = Files.writeString(folder.resolve("said"), said);
    Process process =
        new ProcessBuilder(
                SCRIPT.toString(), log.toString(), "sh", "-c", "cat said; exit " + status)
            .directory(saying.getParent().toFile())
            .redirectErrorStream(true)
            .start();
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), shown, Files.readString(log));
  }

  @Test
  void aBuildIsALineForEachModuleAndForWhatTakesLongInIt() throws Exception {
    String said =
        """
        [INFO] Scanning for projects...
        [INFO] ------------< io.pgwalstreams:pgwalstreams-crds >-------------
        [INFO] Building pgwalstreams crds 0.1.0-SNAPSHOT                 [2/11]
        [INFO] --- maven-compiler-plugin:3.15.0:compile (default-compile) @ pgwalstreams-crds ---
        [INFO] Compiling 53 source files with javac [forked debug release 25] to target/classes
        [INFO] -------------------------------------------------------
        [INFO]  T E S T S
        [INFO] -------------------------------------------------------
        12:00:00.000 WARN  something that a test provokes
        [INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in a.B
        [WARNING] Tests run: 4, Failures: 0, Errors: 0, Skipped: 1
        [INFO] Building jar: /somewhere/pgwalstreams-crds.jar
        [INFO] BUILD SUCCESS
        """;
    Ran ran = run(0, said);
    assertThat(ran.status()).isZero();
    assertThat(ran.log()).isEqualTo(said);
    assertThat(ran.shown().lines().map(line -> line.replaceFirst("^ *[0-9]+:[0-9]{2} +", "")))
        .containsExactly(
            "[2/11]  pgwalstreams crds",
            "compiling 53 source files",
            "testing",
            "Tests run: 4, Failures: 0, Errors: 0, Skipped: 1");
  }

  @Test
  void aFailureIsShownWholeAndEndsTheBuildWithItsStatus() throws Exception {
    List<String> failure =
        List.of(
            "[ERROR] a.B.promise -- Time elapsed: 0.1 s <<< FAILURE!",
            "java.lang.AssertionError: expected 1",
            "\tat a.B.promise(B.java:7)",
            "",
            "[ERROR] Failed to execute goal");
    Ran ran =
        run(3, "[INFO] Building a 1 [1/2]\n" + String.join("\n", failure) + "\n[INFO] b\nc\n");
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.shown())
        .contains(String.join("\n", failure))
        .contains("failed with status 3", "target/maven.log")
        .doesNotContain("[INFO]");
  }

  @Test
  void whatDoesNotEvenStartIsShownToo() throws Exception {
    Ran ran = run(1, "Unrecognized option: --frobnicate\n");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.shown()).contains("--frobnicate");
  }
}
