package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where unpacked servers are kept between runs: {@code ~/.cache/pgwalstreams}, or the folder that
 * PGWALSTREAMS_CACHE names. Entries appear whole or not at all, also when several processes make
 * them at once.
 */
final class Cache {
  private Cache() {}

  /** Fills a fresh folder. */
  interface Filler {
    void fill(Path folder) throws IOException;
  }

  static Path root() {
    String named = System.getenv("PGWALSTREAMS_CACHE");
    return named == null
        ? Path.of(System.getProperty("user.home"), ".cache", "pgwalstreams")
        : Path.of(named);
  }

  /** The entry of this name; made by {@code filler} when it is not there. */
  static Path entry(String name, Filler filler) {
    Path entry = root().resolve(name);
    if (Files.isDirectory(entry)) {
      return entry;
    }
    try {
      Files.createDirectories(entry.getParent());
      Path lock = entry.resolveSibling(entry.getFileName() + ".lock");
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var held = channel.lock()) {
        if (held.isValid() && !Files.isDirectory(entry)) {
          Path fresh = Files.createTempDirectory(entry.getParent(), "new");
          filler.fill(fresh);
          Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return entry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
