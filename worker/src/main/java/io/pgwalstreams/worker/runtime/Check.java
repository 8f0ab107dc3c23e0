package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code check}.
 *
 * @param found what was found
 * @param failure why it failed, or what it warns of; null when it is all right
 */
public record Check(String name, Outcome outcome, String found, @Nullable Failure failure) {

  /** How it went. */
  public enum Outcome {
    OK,
    WARNING,
    FAILED,
    SKIPPED
  }

  static Check ok(String name, String found) {
    return new Check(name, Outcome.OK, found, null);
  }

  static Check warning(String name, Failure why) {
    return new Check(name, Outcome.WARNING, why.message(), why);
  }

  static Check failed(String name, Failure why) {
    return new Check(name, Outcome.FAILED, why.reason() + ": " + why.message(), why);
  }

  static Check skipped(String name, String why) {
    return new Check(name, Outcome.SKIPPED, why, null);
  }

  /** What to do about it; null when nothing is to be done. */
  public @Nullable String remedy() {
    return failure == null ? null : failure.remedy();
  }

  /** The exit status that stands for it. */
  public int exitStatus() {
    return failure == null ? 0 : failure.reason().area().exitStatus();
  }
}
