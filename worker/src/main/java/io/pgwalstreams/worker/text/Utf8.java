package io.pgwalstreams.worker.text;

import java.nio.charset.StandardCharsets;

/** Text into the middle of an array, which has to have the room. */
public final class Utf8 {
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
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = from + digits - 1; i >= from; i--) {
      to[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return from + digits;
  }
}
