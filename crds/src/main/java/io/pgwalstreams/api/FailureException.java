package io.pgwalstreams.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Failure} to whoever reports it. */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final transient Optional<Halt> halt;

  public FailureException(Failure failure) {
    this(failure, null);
  }

  public FailureException(Failure failure, @Nullable Throwable cause) {
    this(failure, Optional.empty(), cause);
  }

  /** A standstill; with {@code halt} when a person may accept it. */
  public FailureException(Failure failure, Optional<Halt> halt, @Nullable Throwable cause) {
    super(failure.reason() + ": " + failure.sentence(), cause);
    this.failure = failure;
    this.halt = halt;
  }

  public Failure failure() {
    return failure;
  }

  /** What accepts it; empty when nothing does. */
  public Optional<Halt> halt() {
    return halt;
  }
}
