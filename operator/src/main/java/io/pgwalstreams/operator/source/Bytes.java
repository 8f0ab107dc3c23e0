package io.pgwalstreams.operator.source;

import java.util.Locale;

/** Numbers of bytes for people. Pure. */
final class Bytes {
  private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  private Bytes() {}

  /** Two digits and a unit, as in {@code 1.3Gi}. */
  static String rounded(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    if (unit == 0 || value >= 100) {
      return digits(value, value >= 100 ? 10 : 1) + UNITS[unit];
    }
    return value >= 10
        ? digits(value, 1) + UNITS[unit]
        : String.format(Locale.ROOT, "%.1f%s", value, UNITS[unit]);
  }

  private static String digits(double value, int step) {
    return Long.toString(Math.round(value / step) * step);
  }
}
