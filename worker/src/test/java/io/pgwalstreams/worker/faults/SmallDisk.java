package io.pgwalstreams.worker.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system of its own, in memory, that can be full and have room again. Needs Linux and the
 * right to mount.
 */
final class SmallDisk implements AutoCloseable {
  /** Why something is left out. */
  static final String NOT_ALLOWED = "no full disks: mounting is not allowed here";

  private static final long LEFT = 1024 * 1024;

  private final Path folder;
  private final long size;
  private final Thread hook = new Thread(this::unmount);

  private SmallDisk(Path folder, long size) {
    this.folder = folder;
    this.size = size;
  }

  /** An empty one; IllegalStateException where mounting is not allowed. */
  static SmallDisk ofMegabytes(int megabytes) {
    try {
      Path folder = Files.createTempDirectory("pgws-disk");
      var disk = new SmallDisk(folder, megabytes * 1024L * 1024L);
      disk.mount();
      Runtime.getRuntime().addShutdownHook(disk.hook);
      return disk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mount() throws IOException {
    String options = "size=" + size + ",mode=0777";
    try {
      run(List.of("mount", "-t", "tmpfs", "-o", options, "pgws", folder.toString()));
    } catch (IllegalStateException e) {
      Files.delete(folder);
      throw e;
    }
  }

  /** Whether mounting is allowed here. */
  static boolean canBeMade() {
    try (var disk = ofMegabytes(1)) {
      return Files.isDirectory(disk.folder());
    } catch (IllegalStateException | UncheckedIOException e) {
      return false;
    }
  }

  Path folder() {
    return folder;
  }

  /** Takes away all room. Somebody who writes meanwhile gets some of the last megabyte. */
  void fill() {
    try {
      FileStore store = Files.getFileStore(folder);
      resize(store.getTotalSpace() - store.getUnallocatedSpace() + LEFT);
      takeTheRest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void takeTheRest() {
    try (var out = Files.newOutputStream(filler())) {
      for (byte[] piece = new byte[4096]; ; ) {
        out.write(piece);
      }
    } catch (IOException e) {
      // There is no room left, as was wanted.
    }
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  /** Whether nothing more can be written. */
  boolean isFull() {
    try {
      return Files.getFileStore(folder).getUnallocatedSpace() < 16 * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the room back. */
  void free() {
    resize(size);
    try {
      Files.deleteIfExists(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void resize(long bytes) {
    run(List.of("mount", "-o", "remount,size=" + bytes, folder.toString()));
  }

  private static void run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " is refused");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void unmount() {
    run(List.of("umount", "-l", folder.toString()));
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    unmount();
  }
}
