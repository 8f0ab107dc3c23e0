package io.pgwalstreams.worker.encode;

/**
 * The usual forms of dates and times, {@code 2026-01-02}, {@code 2026-01-02 03:04:05.678901} and
 * {@code 2026-01-02 03:04:05.678901+00}, with or without a fraction: what {@link TemporalText}
 * makes of them, without a detour over strings.
 */
final class UsualTime {
  private static final String FORM = "0000-00-00 00:00:00";
  private static final int OFFSET = "+00".length();
  private static final int DATE_LENGTH = "0000-00-00".length();

  private UsualTime() {}

  /** Whether {@code text[from, to)} is a date. */
  static boolean isDate(byte[] text, int from, int to) {
    return to - from == DATE_LENGTH && isForm(text, from, DATE_LENGTH);
  }

  /** Whether {@code text[from, to)} is a time without a zone. */
  static boolean isTimestamp(byte[] text, int from, int to) {
    int fraction = from + FORM.length();
    return to >= fraction
        && isForm(text, from, FORM.length())
        && (to == fraction || isFraction(text, fraction, to));
  }

  /** Whether {@code text[from, to)} is a time in UTC. */
  static boolean isTimestampTz(byte[] text, int from, int to) {
    int end = to - OFFSET;
    return end >= from && isUtc(text, end) && isTimestamp(text, from, end);
  }

  private static boolean isUtc(byte[] text, int from) {
    return text[from] == '+' && text[from + 1] == '0' && text[from + 2] == '0';
  }

  /** Whether the first characters are those of the form, in which 0 is any digit. */
  private static boolean isForm(byte[] text, int from, int length) {
    for (int i = 0; i < length; i++) {
      char c = FORM.charAt(i);
      if (c == '0' ? !isDigit(text[from + i]) : text[from + i] != c) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFraction(byte[] text, int from, int end) {
    if (text[from] != '.' || end == from + 1) {
      return false;
    }
    for (int i = from + 1; i < end; i++) {
      if (!isDigit(text[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Writes the same time in ISO 8601; only of {@link #isTimestamp}. */
  static void writeTimestamp(byte[] text, int from, int to, JsonBytes json) {
    json.symbol('"');
    dateAndTime(text, from, to, json);
    json.symbol('"');
  }

  /** Writes the same time in RFC 3339; only of {@link #isTimestampTz}. */
  static void writeTimestampTz(byte[] text, int from, int to, JsonBytes json) {
    json.symbol('"');
    dateAndTime(text, from, to - OFFSET, json);
    json.symbol('Z');
    json.symbol('"');
  }

  private static void dateAndTime(byte[] text, int from, int to, JsonBytes json) {
    int date = from + DATE_LENGTH;
    json.raw(text, from, date);
    json.symbol('T');
    json.raw(text, date + 1, to);
  }
}
