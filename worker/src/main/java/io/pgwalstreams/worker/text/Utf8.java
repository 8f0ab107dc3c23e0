package io.pgwalstreams.worker.text;

import java.nio.charset.StandardCharsets;

/** Text into the middle of an array, which has to have the room. */
public final class Utf8 {
  /** Of {@link Long#MAX_VALUE}. */
  private static final int MOST_DIGITS = 19;

  private Utf8() {}

  /** Writes UTF-8, of which a char takes three bytes at most; where that ends. */
  public static int write(String text, byte[] to, int from) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, to, from, utf8.length);
        return from + utf8.length;
      }
      to[from + i] = (byte) c;
    }
    return from + text.length();
  }

  /** Writes a number that is not negative, decimal; where that ends. */
  public static int write(long value, byte[] to, int from) {
    int end = from + digits(value);
    int at = end;
    long rest = value;
    while (rest > Integer.MAX_VALUE) {
      long hundreds = rest / 100;
      at = pair((int) (rest - hundreds * 100), to, at);
      rest = hundreds;
    }
    int small = (int) rest;
    while (small >= 10) {
      int hundreds = small / 100;
      at = pair(small - hundreds * 100, to, at);
      small = hundreds;
    }
    if (at > from) {
      to[from] = (byte) ('0' + small);
    }
    return end;
  }

  private static int digits(long value) {
    long least = 10;
    for (int digits = 1; digits < MOST_DIGITS; digits++) {
      if (value < least) {
        return digits;
      }
      least *= 10;
    }
    return MOST_DIGITS;
  }

  /** Writes two digits before {@code at}; where they begin. */
  private static int pair(int value, byte[] to, int at) {
    int tens = value / 10;
    to[at - 1] = (byte) ('0' + value - tens * 10);
    to[at - 2] = (byte) ('0' + tens);
    return at - 2;
  }
}
