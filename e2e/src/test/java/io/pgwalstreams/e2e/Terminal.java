package io.pgwalstreams.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * A shell in the repository's root, as a user has one: what one command defines, the next one
 * knows. Errors and output come together.
 */
final class Terminal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Of the build that runs the test; a make that is typed has nothing to do with it. */
  private static final Set<String> OF_THE_BUILD = Set.of("MAKEFLAGS", "MAKELEVEL", "MFLAGS");

  private final Path programs;
  private final Process shell;
  private final Writer in;
  private final BufferedReader out;

  private Terminal(Path programs, Process shell) {
    this.programs = programs;
    this.shell = shell;
    this.in = shell.outputWriter(StandardCharsets.UTF_8);
    this.out = shell.inputReader(StandardCharsets.UTF_8);
  }

  /** Where {@code kubectl} is the one of the settings. */
  static Terminal open(Map<String, String> environment) {
    try {
      Path programs = Files.createTempDirectory("e2e-bin");
      Path kubectl = programs.resolve("kubectl");
      Files.writeString(
          kubectl, "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(found(Settings.KUBECTL)));
      Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwxr-xr-x"));
      var builder = new ProcessBuilder(List.of("bash", "--noprofile", "--norc"));
      builder.environment().keySet().removeAll(OF_THE_BUILD);
      builder.environment().putAll(environment);
      builder.environment().merge("PATH", programs.toString(), (path, ours) -> ours + ":" + path);
      builder.directory(Settings.ROOT.toFile()).redirectErrorStream(true);
      return new Terminal(programs, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With its folder: behind ours on the PATH its name alone would find ours again. */
  private static String found(String program) {
    return program.contains("/")
        ? program
        : Command.run(Map.of(), "", List.of("sh", "-c", "command -v " + program)).ok().strip();
  }

  /** Types a command; returns when it has ended. */
  Command type(String command) {
    String end = "--- " + System.nanoTime() + " ended with ";
    try {
      in.write("{ %s\n} < /dev/null; echo; echo '%s'$?\n".formatted(command, end));
      in.flush();
      return answer(command, end);
    } catch (IOException e) {
      throw new UncheckedIOException(command, e);
    }
  }

  private Command answer(String command, String end) {
    var lines = CompletableFuture.supplyAsync(() -> linesTo(end), Background.THREADS);
    try {
      List<String> read = lines.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      String last = read.isEmpty() ? "" : read.getLast();
      if (!last.startsWith(end)) {
        throw new AssertionError(command + " ended the shell:\n" + String.join("\n", read));
      }
      String written =
          read.subList(0, read.size() - 1).stream()
              .collect(Collectors.joining("\n"))
              .stripTrailing();
      return new Command(command, Integer.parseInt(last.substring(end.length())), written, "");
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError(command + " did not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + command, e);
    }
  }

  /** The last line is the end's, unless the shell ended before. */
  private List<String> linesTo(String end) {
    var lines = new ArrayList<String>();
    try {
      String line = out.readLine();
      while (line != null) {
        lines.add(line);
        line = line.startsWith(end) ? null : out.readLine();
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    shell.descendants().forEach(ProcessHandle::destroy);
    shell.destroy();
    try {
      Files.delete(programs.resolve("kubectl"));
      Files.delete(programs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
