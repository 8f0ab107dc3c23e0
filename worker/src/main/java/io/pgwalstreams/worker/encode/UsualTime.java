package io.pgwalstreams.worker.encode;

import java.util.Arrays;

/**
 * The usual form of a {@code timestamptz}, {@code 2026-01-02 03:04:05.678901+00}, with or without a
 * fraction: what {@link TemporalText#timestampTz} makes of it, without a detour over strings.
 */
final class UsualTime {
  private static final String FORM = "0000-00-00 00:00:00";
  private static final int OFFSET = "+00".length();

  private UsualTime() {}

  static boolean isOne(byte[] text) {
    int end = text.length - OFFSET;
    if (end < FORM.length() || text[end] != '+' || text[end + 1] != '0' || text[end + 2] != '0') {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      char c = FORM.charAt(i);
      if (c == '0' ? !isDigit(text[i]) : text[i] != c) {
        return false;
      }
    }
    return end == FORM.length() || isFraction(text, end);
  }

  private static boolean isFraction(byte[] text, int end) {
    int from = FORM.length();
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

  /** The same time in RFC 3339; only of {@link #isOne}. */
  static byte[] rfc3339(byte[] text) {
    int end = text.length - OFFSET;
    var time = Arrays.copyOf(text, end + 1);
    time["0000-00-00".length()] = 'T';
    time[end] = 'Z';
    return time;
  }
}
