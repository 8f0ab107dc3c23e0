package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processes of the server whose data are in a folder. */
final class Postmaster {
  private final Path file;

  Postmaster(Path data) {
    this.file = data.resolve("postmaster.pid");
  }

  long pid() {
    try {
      return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not run", e);
    }
  }

  boolean isRunning() {
    return Files.exists(file) && ProcessHandle.of(pid()).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Ends every process of it at once. */
  void kill9() {
    ProcessHandle handle = ProcessHandle.of(pid()).orElseThrow();
    List<ProcessHandle> children = handle.descendants().toList();
    handle.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    handle.onExit().join();
    children.forEach(c -> c.onExit().join());
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
