package io.pgwalstreams.database;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A position in the write-ahead log ({@code pg_lsn}, PostgreSQL manual 8.20): an unsigned 64-bit
 * byte offset. Positions of different systems or timelines cannot be compared in a meaningful way.
 *
 * @param value the offset; compared unsigned
 */
public record Lsn(long value) implements Comparable<Lsn> {
  /** {@code 0/0}: PostgreSQL's InvalidXLogRecPtr, "no position". */
  public static final Lsn INVALID = new Lsn(0);

  private static final int MOST_DIGITS = 8;
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  /**
   * Parses PostgreSQL's text form, as in {@code 16/B374D848}. Throws IllegalArgumentException on
   * anything else.
   */
  public static Lsn parse(String text) {
    var m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not an LSN: '" + text + "'");
    }
    return new Lsn(Long.parseLong(m.group(1), 16) << 32 | Long.parseLong(m.group(2), 16));
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(value, other.value);
  }

  public boolean isBefore(Lsn other) {
    return compareTo(other) < 0;
  }

  public boolean isAfter(Lsn other) {
    return compareTo(other) > 0;
  }

  public boolean isValid() {
    return value != 0;
  }

  /** The number of bytes from {@code earlier} to this position; 0 when it is not earlier. */
  public long bytesSince(Lsn earlier) {
    return earlier.isBefore(this) ? value - earlier.value : 0;
  }

  public static Lsn max(Lsn a, Lsn b) {
    return a.isBefore(b) ? b : a;
  }

  public static Lsn min(Lsn a, Lsn b) {
    return a.isBefore(b) ? a : b;
  }

  /** PostgreSQL's text form. */
  @Override
  public String toString() {
    var text = new byte[MOST_DIGITS + 1 + MOST_DIGITS];
    int at = hex((int) value, text, text.length);
    text[--at] = '/';
    at = hex((int) (value >>> 32), text, at);
    return new String(text, at, text.length - at, StandardCharsets.ISO_8859_1);
  }

  /** Writes a number before {@code end}; where it begins. */
  private static int hex(int number, byte[] to, int end) {
    int at = end;
    int rest = number;
    do {
      to[--at] = HEX[rest & 0xF];
      rest >>>= 4;
    } while (rest != 0);
    return at;
  }
}
