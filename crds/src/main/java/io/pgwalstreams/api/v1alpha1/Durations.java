package io.pgwalstreams.api.v1alpha1;

import java.time.Duration;

/** A duration as in {@code 150s}, {@code 90m} or {@code 72h}. Pure. */
public final class Durations {
  /** What {@link #parse} reads. */
  public static final String PATTERN = "^[0-9]{1,9}(ms|s|m|h|d)$";

  /** The length of the longest one. */
  static final int LONGEST = 11;

  private Durations() {}

  /** The duration; IllegalArgumentException for text of another form. */
  public static Duration parse(String text) {
    if (!text.matches(PATTERN)) {
      throw new IllegalArgumentException("not a duration: '" + text + "'");
    }
    String digits = text.replaceAll("[a-z]", "");
    long number = Long.parseLong(digits);
    return switch (text.substring(digits.length())) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> throw new IllegalArgumentException("not a duration: '" + text + "'");
    };
  }
}
