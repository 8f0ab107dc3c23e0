package io.pgwalstreams.worker.encode;

/**
 * The usual form of a {@code timestamptz}, {@code 2026-01-02 03:04:05.678901+00}, with or without a
 * fraction: what {@link TemporalText#timestampTz} makes of it, without a detour over strings.
 */
final class UsualTime {
  private static final String FORM = "0000-00-00 00:00:00";
  private static final int OFFSET = "+00".length();
  private static final int DATE_LENGTH = "0000-00-00".length();

  private UsualTime() {}

  /** Whether {@code text[from, to)} is of that form. */
  static boolean isOne(byte[] text, int from, int to) {
    int end = to - OFFSET;
    int fraction = from + FORM.length();
    return end >= fraction
        && isUtc(text, end)
        && isDateAndTime(text, from)
        && (end == fraction || isFraction(text, fraction, end));
  }

  private static boolean isUtc(byte[] text, int from) {
    return text[from] == '+' && text[from + 1] == '0' && text[from + 2] == '0';
  }

  /** In the form, 0 is any digit. */
  private static boolean isDateAndTime(byte[] text, int from) {
    for (int i = 0; i < FORM.length(); i++) {
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

  /** Writes the same time in RFC 3339; only of {@link #isOne}. */
  static void write(byte[] text, int from, int to, JsonBytes json) {
    int date = from + DATE_LENGTH;
    json.symbol('"');
    json.raw(text, from, date);
    json.symbol('T');
    json.raw(text, date + 1, to - OFFSET);
    json.symbol('Z');
    json.symbol('"');
  }
}
