package io.pgwalstreams.plugin.tail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of the stream. Its text never shows itself in a log.
 *
 * @param position of the change, as the header has it; null when the worker did not write it
 */
public record Stored(
    long sequence, Instant time, String subject, @Nullable String position, String body) {

  @Override
  public String toString() {
    return "Stored[" + sequence + ", " + subject + "]";
  }
}
