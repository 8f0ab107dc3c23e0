package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file with a document, as somebody names it. */
public final class DocumentFile {
  private DocumentFile() {}

  /** Its text; FailureException with InvalidSpec when it cannot be read. */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unreadable("there is no file " + file, e);
    } catch (IOException e) {
      throw unreadable("cannot read " + file + " (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static FailureException unreadable(String what, IOException e) {
    return new FailureException(
        Reason.InvalidSpec.because(what, "name a readable YAML file with a WalStream"), e);
  }
}
