package io.pgwalstreams.worker.encode;

import org.jspecify.annotations.Nullable;

/**
 * Dates and times from PostgreSQL's text (DateStyle ISO, TimeZone UTC; manual 8.5.2) to ISO 8601
 * and RFC 3339. Digits are copied, never calculated with, so no precision is lost. Years outside of
 * 0000 to 9999 get the expanded form of ISO 8601: a sign and at least six digits, and 44 BC is the
 * year -000043. Each method returns null for a text of another form, {@code infinity} among them.
 */
final class TemporalText {
  private static final String BC = " BC";
  private static final int TIME_LENGTH = "00:00:00".length();

  private TemporalText() {}

  /** {@code 2026-01-02}, {@code 0044-03-15 BC}. */
  static @Nullable String date(String text) {
    return isoDate(withoutEra(text), text.endsWith(BC));
  }

  /** {@code 2026-01-02 03:04:05.678901}. */
  static @Nullable String timestamp(String text) {
    String core = withoutEra(text);
    int space = core.indexOf(' ');
    if (space < 0 || !isTime(core.substring(space + 1))) {
      return null;
    }
    String date = isoDate(core.substring(0, space), text.endsWith(BC));
    return date == null ? null : date + "T" + core.substring(space + 1);
  }

  /** {@code 2026-01-02 03:04:05.678901+00}. */
  static @Nullable String timestampTz(String text) {
    String core = withoutEra(text);
    int space = core.indexOf(' ');
    if (space < 0) {
      return null;
    }
    String date = isoDate(core.substring(0, space), text.endsWith(BC));
    String time = timeTz(core.substring(space + 1));
    return date != null && time != null ? date + "T" + time : null;
  }

  private static String withoutEra(String text) {
    return text.endsWith(BC) ? text.substring(0, text.length() - BC.length()) : text;
  }

  /** {@code 03:04:05.678901+02}, with the offset's minutes where they are not zero. */
  static @Nullable String timeTz(String text) {
    int sign = Math.max(text.indexOf('+'), text.indexOf('-'));
    if (sign < 0 || !isTime(text.substring(0, sign))) {
      return null;
    }
    String offset = text.substring(sign);
    String time = text.substring(0, sign);
    if (offset.equals("+00")) {
      return time + "Z";
    }
    if (matches(offset, 1, "00")) {
      return time + offset + ":00";
    }
    return matches(offset, 1, "00:00") ? text : null;
  }

  private static @Nullable String isoDate(String text, boolean bc) {
    int yearLength = text.length() - "-01-02".length();
    if (yearLength < 4
        || yearLength > 9
        || digitsUntil(text, 0) != yearLength
        || !matches(text, yearLength, "-00-00")) {
      return null;
    }
    if (yearLength == 4 && !bc) {
      return text;
    }
    int year = Integer.parseInt(text.substring(0, yearLength));
    int iso = bc ? 1 - year : year;
    String form = iso < 0 ? "-%06d" : iso > 9999 ? "+%06d" : "%04d";
    return String.format(form, Math.abs(iso)) + text.substring(yearLength);
  }

  /** {@code 03:04:05}, with or without a fraction. */
  private static boolean isTime(String text) {
    if (text.length() == TIME_LENGTH) {
      return matches(text, 0, "00:00:00");
    }
    return text.length() > TIME_LENGTH + 1
        && matches(text.substring(0, TIME_LENGTH + 1), 0, "00:00:00.")
        && digitsUntil(text, TIME_LENGTH + 1) == text.length();
  }

  private static int digitsUntil(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Whether the text from {@code from} on is of {@code form}, in which 0 is any digit. */
  private static boolean matches(String text, int from, String form) {
    if (text.length() - from != form.length()) {
      return false;
    }
    for (int i = 0; i < form.length(); i++) {
      char c = text.charAt(from + i);
      if (form.charAt(i) == '0' ? !isDigit(c) : c != form.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
