package io.pgwalstreams.worker.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * JSON as UTF-8 (RFC 8259), written into one buffer that is used again and again. Writes what it is
 * told: that it makes a document is for the caller to see to. Used by one thread.
 */
final class JsonBytes {
  private static final int FIRST_BYTES = 4096;
  private static final int KEPT_BYTES = 1 << 22;
  private static final byte[] NULL = constant("null");
  private static final byte[] TRUE = constant("true");
  private static final byte[] FALSE = constant("false");
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** For each character below 128 what stands behind the backslash; 0 where there is none. */
  private static final byte[] ESCAPES = new byte[128];

  static {
    Arrays.fill(ESCAPES, 0, ' ', (byte) 'u');
    ESCAPES['\b'] = 'b';
    ESCAPES['\t'] = 't';
    ESCAPES['\n'] = 'n';
    ESCAPES['\f'] = 'f';
    ESCAPES['\r'] = 'r';
    ESCAPES['"'] = '"';
    ESCAPES['\\'] = '\\';
  }

  /** Eight bytes at once. */
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = EACH << 7;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  /** The bytes of a text of ASCII alone, as {@link #raw} takes them. */
  static byte[] constant(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins anew. */
  void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[FIRST_BYTES];
    }
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /** Hands what was written over to a body, and begins anew with the array that it had. */
  void moveTo(Body body) {
    bytes = body.exchange(bytes, length);
    length = 0;
  }

  int length() {
    return length;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      int most = Math.max(Math.addExact(length, more), (int) Math.min(2L * length, 1 << 30));
      bytes = Arrays.copyOf(bytes, most);
    }
  }

  /** A bracket, a colon. */
  void symbol(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
  }

  /** A comma, unless an array or an object has just begun. */
  void separate() {
    if (bytes[length - 1] != '{' && bytes[length - 1] != '[') {
      symbol(',');
    }
  }

  void nothing() {
    raw(NULL);
  }

  void bool(boolean value) {
    raw(value ? TRUE : FALSE);
  }

  /** JSON that is written already. */
  void raw(byte[] json) {
    raw(json, 0, json.length);
  }

  /** JSON that is written already, {@code json[from, to)}. */
  void raw(byte[] json, int from, int to) {
    reserve(to - from);
    System.arraycopy(json, from, bytes, length, to - from);
    length += to - from;
  }

  /** A text of ASCII alone that needs no escapes, without quotes. */
  @SuppressWarnings("deprecation") // the one that copies a string's bytes without a detour
  void ascii(String text) {
    int count = text.length();
    reserve(count);
    text.getBytes(0, count, bytes, length);
    length += count;
  }

  /** A string of well-formed UTF-8. */
  void string(byte[] utf8) {
    string(utf8, 0, utf8.length);
  }

  /** A string of the well-formed UTF-8 in {@code utf8[from, to)}. */
  void string(byte[] utf8, int from, int to) {
    reserve(to - from + 2);
    bytes[length++] = '"';
    int clean = from;
    for (int i = plainUpTo(utf8, from, to); i < to; i++) {
      byte b = utf8[i];
      if (b >= 0 && ESCAPES[b] != 0) {
        raw(utf8, clean, i);
        escape(b);
        clean = i + 1;
      }
    }
    raw(utf8, clean, to);
    symbol('"');
  }

  /**
   * Where the first of {@code text[from, to)} stands that is not a character of ASCII which is
   * written as it is; {@code to} when all are.
   */
  static int plainUpTo(byte[] text, int from, int to) {
    int i = from;
    while (i <= to - Long.BYTES && isPlain((long) LONGS.get(text, i))) {
      i += Long.BYTES;
    }
    while (i < to && text[i] >= 0 && ESCAPES[text[i]] == 0) {
      i++;
    }
    return i;
  }

  /**
   * Subtracting sets a byte's high bit when it is less; a borrow makes wrong only bytes beside one
   * that is.
   */
  private static boolean isPlain(long eight) {
    long control = eight - ' ' * EACH;
    long quote = (eight ^ '"' * EACH) - EACH;
    long backslash = (eight ^ '\\' * EACH) - EACH;
    return ((eight | control | quote | backslash) & HIGH_BITS) == 0;
  }

  private void escape(byte b) {
    symbol('\\');
    symbol((char) ESCAPES[b]);
    if (ESCAPES[b] == 'u') {
      ascii(HEX.toHexDigits((short) b));
    }
  }

  /** A string of the base64 of bytes. */
  void base64(byte[] content) {
    byte[] encoded = Base64.getEncoder().encode(content);
    symbol('"');
    raw(encoded);
    symbol('"');
  }

  /**
   * A string of the base64 of the bytes whose hexadecimal digits are {@code hex[from, to)}. False,
   * with nothing written, when they are none.
   */
  boolean base64OfHex(byte[] hex, int from, int to) {
    int count = (to - from) / 2;
    if ((to - from) % 2 != 0) {
      return false;
    }
    var content = new byte[count];
    for (int i = 0; i < count; i++) {
      byte high = hex[from + 2 * i];
      byte low = hex[from + 2 * i + 1];
      if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
        return false;
      }
      content[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
    }
    base64(content);
    return true;
  }
}
