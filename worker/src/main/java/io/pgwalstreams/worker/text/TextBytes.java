package io.pgwalstreams.worker.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text as UTF-8, in a buffer that grows and is used again and again. Used by one thread. */
public final class TextBytes {
  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_DIGITS = 20;
  private static final int HEX_DIGIT_BITS = 4;

  private byte[] bytes;
  private int length;

  /** Empty, with room for so many bytes at first. */
  public TextBytes(int room) {
    bytes = new byte[room];
  }

  /** Begins anew. */
  public void clear() {
    length = 0;
  }

  /** Any characters. */
  public void text(String text) {
    reserve(3 * text.length());
    length = Utf8.write(text, bytes, length);
  }

  /** Text that is written already. */
  public void text(byte[] utf8) {
    text(utf8, 0, utf8.length);
  }

  /** Text that is written already, {@code utf8[from, to)}. */
  public void text(byte[] utf8, int from, int to) {
    reserve(to - from);
    System.arraycopy(utf8, from, bytes, length, to - from);
    length += to - from;
  }

  /** One character of ASCII. */
  public void symbol(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
  }

  /** A number, decimal. */
  public void number(long value) {
    if (value >= 0) {
      reserve(MOST_DIGITS);
      length = Utf8.write(value, bytes, length);
    } else {
      text(Long.toString(value));
    }
  }

  /** A number, unsigned, in upper-case hexadecimal digits without leading zeros. */
  public void hex(int value) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(value);
    int digits = Math.max(1, (bits + HEX_DIGIT_BITS - 1) / HEX_DIGIT_BITS);
    reserve(digits);
    for (int shift = (digits - 1) * HEX_DIGIT_BITS; shift >= 0; shift -= HEX_DIGIT_BITS) {
      bytes[length++] = DIGITS[value >>> shift & 0xF];
    }
  }

  /** The text is the first {@link #length} bytes of this; valid until something is written. */
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
