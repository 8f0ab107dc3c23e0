package io.pgwalstreams.worker.encode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A name as one token of a NATS subject, and back. What a token cannot hold is percent-encoded, as
 * in a URL: each UTF-8 byte of it as {@code %} and two hexadecimal digits in upper case. That is
 * done to spaces and controls (U+0000 to U+0020, U+007F to U+00A0, U+2028, U+2029), the separator
 * {@code .}, the wildcards {@code *} and {@code >}, and {@code %} itself. The empty name is a lone
 * {@code %}. All other characters stand for themselves, in UTF-8: {@code żółw} stays {@code żółw}.
 */
public final class SubjectToken {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String EMPTY = "%";

  private SubjectToken() {}

  /** The token for a name. */
  public static String encode(String name) {
    if (name.isEmpty()) {
      return EMPTY;
    }
    int first = 0;
    while (first < name.length() && !isEscaped(name.charAt(first))) {
      first++;
    }
    if (first == name.length()) {
      return name;
    }
    var out = new StringBuilder(name.length() + 8).append(name, 0, first);
    for (int i = first; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isEscaped(c)) {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          HEX.toHexDigits(out.append('%'), b);
        }
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isEscaped(char c) {
    return c <= ' '
        || (c >= 0x7F && c <= 0xA0)
        || c == 0x2028
        || c == 0x2029
        || c == '.'
        || c == '*'
        || c == '>'
        || c == '%';
  }

  /**
   * The name that a token stands for. Takes any percent-encoding, also of characters that {@link
   * #encode} leaves alone. Throws IllegalArgumentException when the encoding is broken.
   */
  public static String decode(String token) {
    if (token.equals(EMPTY)) {
      return "";
    }
    var bytes = new ByteArrayOutputStream(token.length());
    byte[] in = token.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        if (i + 2 >= in.length
            || !HexFormat.isHexDigit(in[i + 1])
            || !HexFormat.isHexDigit(in[i + 2])) {
          throw new IllegalArgumentException("broken escape in subject token '" + token + "'");
        }
        bytes.write(HexFormat.fromHexDigit(in[i + 1]) << 4 | HexFormat.fromHexDigit(in[i + 2]));
        i += 2;
      } else {
        bytes.write(in[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8 in subject token '" + token + "'", e);
    }
  }
}
