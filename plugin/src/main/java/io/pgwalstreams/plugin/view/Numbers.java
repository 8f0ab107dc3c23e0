package io.pgwalstreams.plugin.view;

import io.pgwalstreams.operator.status.RoundedBytes;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Numbers for people. What is not known is a hyphen. Pure. */
final class Numbers {
  static final String UNKNOWN = "-";

  /** From here on a fraction says nothing. */
  private static final double WHOLE = 10;

  private Numbers() {}

  static String bytes(OptionalLong bytes) {
    return bytes.isPresent() ? RoundedBytes.text(bytes.getAsLong()) : UNKNOWN;
  }

  static String count(OptionalLong count) {
    return count.isPresent() ? String.format(Locale.ROOT, "%,d", count.getAsLong()) : UNKNOWN;
  }

  /** {@code 0}, {@code 3.2}, {@code 12,040}. */
  static String rate(OptionalDouble perSecond) {
    if (perSecond.isEmpty()) {
      return UNKNOWN;
    }
    double rate = perSecond.getAsDouble();
    return rate == 0 || rate >= WHOLE
        ? String.format(Locale.ROOT, "%,d", Math.round(rate))
        : String.format(Locale.ROOT, "%.1f", rate);
  }

  /** {@code 0s}, {@code ~1.4s}, {@code ~95s}: what is not zero is an estimate. */
  static String seconds(OptionalDouble seconds) {
    if (seconds.isEmpty()) {
      return UNKNOWN;
    }
    double s = seconds.getAsDouble();
    if (s == 0) {
      return "0s";
    }
    return s >= WHOLE ? "~" + Math.round(s) + "s" : String.format(Locale.ROOT, "~%.1fs", s);
  }
}
