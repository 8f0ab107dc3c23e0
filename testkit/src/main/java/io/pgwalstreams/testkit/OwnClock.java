package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A wall clock of their own for the processes that get its environment, and that can jump: by
 * libfaketime, where that is there. Their monotonic clock is the machine's. Programs that do not
 * ask the C library for the time, as nats-server, take no notice. One thread.
 */
public final class OwnClock implements AutoCloseable {
  /** Why something is left out. */
  public static final String NOT_INSTALLED =
      "no clocks that jump: libfaketime is not there: make faketime";

  private final Path library;
  private final Path file;

  private OwnClock(Path library, Path file) {
    this.library = library;
    this.file = file;
    set(Duration.ZERO);
  }

  /** True where there can be one. */
  public static boolean canBeMade() {
    return library().isPresent();
  }

  /** One that is right; IllegalStateException where libfaketime is not there. */
  public static OwnClock started() {
    try {
      Path folder = Files.createTempDirectory("pgws-clock");
      return new OwnClock(
          library().orElseThrow(() -> new IllegalStateException(NOT_INSTALLED)),
          folder.resolve("offset"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> library() {
    String name = "libfaketimeMT.so.1";
    return List.of(
            Cache.root().resolve("faketime").resolve(name),
            Path.of("/usr/lib/x86_64-linux-gnu/faketime", name),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime", name),
            Path.of("/usr/lib64/faketime", name))
        .stream()
        .filter(Files::isReadable)
        .findFirst();
  }

  /** What a process needs to go by this clock; it looks at it every second. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        "FAKETIME_DISABLE_SHM",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        // Otherwise a wait of the JVM ends at once.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0");
  }

  /** How far it is ahead of the machine's from now on; behind when negative. */
  public void set(Duration offset) {
    try {
      Path next = file.resolveSibling("next");
      Files.writeString(next, "%+d%n".formatted(offset.toSeconds()));
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
