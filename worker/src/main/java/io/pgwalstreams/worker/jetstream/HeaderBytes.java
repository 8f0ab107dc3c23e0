package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The headers of one message as they are sent (NATS client protocol, HPUB): {@code NATS/1.0}, a
 * line for each, an empty line. Written into a buffer that is used again and again; {@link #begin},
 * then for each header {@link #name}, its value in pieces and {@link #endOfLine}, then {@link
 * #end}. Used by one thread.
 */
public final class HeaderBytes {
  private static final byte[] VERSION = ascii("NATS/1.0\r\n");
  private static final byte[] DIGITS = ascii("0123456789ABCDEF");
  private static final int MOST_DIGITS = 20;
  private static final int HEX_DIGIT_BITS = 4;

  private byte[] bytes = new byte[1 << 10];
  private int length;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins anew. */
  public void begin() {
    length = 0;
    text(VERSION);
  }

  /** A header's name. */
  public void name(String name) {
    text(name);
    symbol(':');
  }

  /** Text of any characters. */
  public void text(String text) {
    reserve(3 * text.length());
    length = Utf8.write(text, bytes, length);
  }

  /** Text that is written already. */
  public void text(byte[] utf8) {
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  /** One character of ASCII. */
  public void symbol(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
  }

  /** A number, decimal. */
  public void number(long value) {
    reserve(MOST_DIGITS);
    if (value >= 0) {
      length = Utf8.write(value, bytes, length);
    } else {
      text(Long.toString(value));
    }
  }

  /** A number, unsigned, in upper-case hexadecimal digits without leading zeros. */
  public void hex(int value) {
    int digits =
        Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 3) / HEX_DIGIT_BITS);
    reserve(digits);
    for (int shift = (digits - 1) * HEX_DIGIT_BITS; shift >= 0; shift -= HEX_DIGIT_BITS) {
      bytes[length++] = DIGITS[value >>> shift & 0xF];
    }
  }

  /** The end of a header. */
  public void endOfLine() {
    symbol('\r');
    symbol('\n');
  }

  /** The end of all of them. */
  public void end() {
    endOfLine();
  }

  /** A whole header. */
  public void add(Header header) {
    name(header.name());
    text(header.value());
    endOfLine();
  }

  /** The headers are the first {@link #length} bytes of this; valid until {@link #begin}. */
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
