package io.pgwalstreams.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program's end.
 *
 * @param line how it was called
 * @param out what it wrote, errors apart
 */
record Command(String line, int exit, String out, String err) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Runs it to its end. */
  static Command run(Map<String, String> environment, String input, List<String> words) {
    try {
      Path in = Files.writeString(Files.createTempFile("e2e", ".in"), input);
      Path out = Files.createTempFile("e2e", ".out");
      Path err = Files.createTempFile("e2e", ".err");
      try {
        var builder = new ProcessBuilder(words).redirectInput(in.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return ended(process, String.join(" ", words), out, err);
      } finally {
        Files.delete(in);
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Command ended(Process process, String line, Path out, Path err)
      throws IOException {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(line + " did not end:\n" + Files.readString(err));
      }
      return new Command(line, process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + line, e);
    }
  }

  /** What it wrote; it must have succeeded. */
  String ok() {
    if (exit != 0) {
      throw new AssertionError(line + " ended with " + exit + ":\n" + out + err);
    }
    return out;
  }
}
