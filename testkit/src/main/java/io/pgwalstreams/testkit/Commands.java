package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Commands {
  private Commands() {}

  /**
   * Runs it; IllegalStateException with its output when it fails or takes longer than {@code
   * limit}.
   */
  static String run(Duration limit, List<String> command) {
    return run(limit, command, Map.of());
  }

  /** As {@link #run(Duration, List)}, with more in its environment. */
  static String run(Duration limit, List<String> command, Map<String, String> environment) {
    try {
      Path output = Files.createTempFile("pgwalstreams", ".out");
      try {
        var builder =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        if (!ended || process.exitValue() != 0) {
          throw new IllegalStateException(
              String.join(" ", command)
                  + (ended ? " ended with " + process.exitValue() : " took too long")
                  + ":\n"
                  + text);
        }
        return text;
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot run '" + command.getFirst() + "': install it (" + e.getMessage() + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
    }
  }

  /** Copies a folder with everything in it, modes included. */
  static void copy(Path from, Path to) {
    run(Duration.ofMinutes(2), List.of("cp", "-a", from.toString(), to.toString()));
  }

  /** Renames a folder. */
  static void move(Path from, Path to) {
    run(Duration.ofMinutes(2), List.of("mv", from.toString(), to.toString()));
  }

  /** Removes a folder with everything in it. */
  static void remove(Path folder) {
    run(Duration.ofMinutes(2), List.of("rm", "-rf", folder.toString()));
  }

  /** A new folder. */
  static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("pgws-postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
