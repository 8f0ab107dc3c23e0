package io.pgwalstreams.api;

import java.util.Objects;

/**
 * Why something does not work, and how to mend it. Immutable.
 *
 * @param reason the word for it, the same in condition, metric, log and documentation
 * @param message what was found, with the names and values concerned; never row data or credentials
 * @param remedy what to do, as an imperative sentence
 */
public record Failure(Reason reason, String message, String remedy) {

  public Failure {
    Objects.requireNonNull(reason);
    if (message.isBlank() || remedy.isBlank()) {
      throw new IllegalArgumentException("a failure needs a message and a remedy: " + reason);
    }
  }

  /** The one line that a person reads: {@code message: remedy}. */
  public String sentence() {
    return message + ": " + remedy;
  }

  /** This failure as an exception, for code that cannot go on. */
  public FailureException asException() {
    return new FailureException(this);
  }
}
