package io.pgwalstreams.api;

import org.jspecify.annotations.Nullable;

/** Carries a {@link Failure} to whoever reports it. */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public FailureException(Failure failure) {
    this(failure, null);
  }

  public FailureException(Failure failure, @Nullable Throwable cause) {
    super(failure.reason() + ": " + failure.sentence(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
