package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A memory limit as a container has it: a control group of the kernel, version 2 or 1. Only where
 * this process may make one. Thread-safe.
 */
public final class MemoryLimit implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private final Path group;
  private final String peak;

  private record Kind(Path parent, String controller, String limit, String peak) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(ROOT, "cgroup.controllers", "memory.max", "memory.peak"),
          new Kind(
              ROOT.resolve("memory"),
              "memory.limit_in_bytes",
              "memory.limit_in_bytes",
              "memory.max_usage_in_bytes"));

  private MemoryLimit(Path group, String peak) {
    this.group = group;
    this.peak = peak;
  }

  /** A limit of so many bytes; empty where there is no leave to set one. */
  public static Optional<MemoryLimit> of(long bytes) {
    for (Kind kind : KINDS) {
      if (Files.exists(kind.parent().resolve(kind.controller()))) {
        return make(kind, bytes);
      }
    }
    return Optional.empty();
  }

  private static Optional<MemoryLimit> make(Kind kind, long bytes) {
    Path group;
    try {
      group = Files.createTempDirectory(kind.parent(), "pgws-");
    } catch (IOException e) {
      return Optional.empty();
    }
    var limit = new MemoryLimit(group, kind.peak());
    try {
      Files.writeString(group.resolve(kind.limit()), Long.toString(bytes));
    } catch (IOException e) {
      limit.close();
      return Optional.empty();
    }
    return Optional.of(limit);
  }

  /** A command's words so that the process is held to it from its beginning. */
  public List<String> held(List<String> command) {
    var words = new ArrayList<String>();
    words.addAll(List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", processes().toString()));
    words.addAll(command);
    return words;
  }

  private Path processes() {
    return group.resolve("cgroup.procs");
  }

  /** From now on the process is held to it, and killed by the kernel beyond it. */
  public void hold(long pid) {
    try {
      Files.writeString(processes(), Long.toString(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The most memory that was in use, page cache included, in bytes. */
  public long peak() {
    try {
      return Long.parseLong(Files.readString(group.resolve(peak)).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes it; its processes must have ended. */
  @Override
  public void close() {
    try {
      Files.delete(group);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
