package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Values as files: FOLDER/NAME/KEY, as Kubernetes mounts a Secret. */
final class MountedSecrets {
  private final @Nullable Path folder;

  MountedSecrets(@Nullable Path folder) {
    this.folder = folder;
  }

  boolean has(String name) {
    return folder != null && Files.isDirectory(folder.resolve(name));
  }

  /** The file's text without its last line break; null when there is none. */
  @Nullable String read(String name, String key) {
    if (folder == null) {
      return null;
    }
    Path file = folder.resolve(name).resolve(key);
    if (!file.normalize().startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
      return null;
    }
    try {
      String text = Files.readString(file);
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (IOException e) {
      throw new FailureException(
          Reason.SecretMissing.because(
              "cannot read " + file + " (" + e.getClass().getSimpleName() + ")",
              "make it a text file that this program may read"),
          e);
    }
  }
}
