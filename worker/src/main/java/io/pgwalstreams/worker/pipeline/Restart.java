package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import org.jspecify.annotations.Nullable;

/** The session is over: observe and decide anew. */
final class Restart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Failure why;
  private final String message;

  /** {@code why} is null when nothing failed: another worker went on, or what was read is old. */
  Restart(String message, @Nullable Failure why) {
    super(message);
    this.message = message;
    this.why = why;
  }

  @Override
  public String getMessage() {
    return message;
  }

  @Nullable Failure why() {
    return why;
  }
}
