package io.pgwalstreams.worker.encode;

/** The grammar of a JSON number (RFC 8259, section 6). */
final class JsonNumber {
  private JsonNumber() {}

  /** Whether {@code text} is a JSON number as it stands. */
  static boolean isOne(byte[] text) {
    int at = 0;
    if (at < text.length && text[at] == '-') {
      at++;
    }
    int integer = digits(text, at);
    if (integer == at || (text[at] == '0' && integer > at + 1)) {
      return false;
    }
    at = integer;
    if (at < text.length && text[at] == '.') {
      int fraction = digits(text, at + 1);
      if (fraction == at + 1) {
        return false;
      }
      at = fraction;
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      int sign = at + 1 < text.length && (text[at + 1] == '+' || text[at + 1] == '-') ? 2 : 1;
      int exponent = digits(text, at + sign);
      if (exponent == at + sign) {
        return false;
      }
      at = exponent;
    }
    return at == text.length;
  }

  /** The end of the digits that begin at {@code from}. */
  private static int digits(byte[] text, int from) {
    int at = from;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }
}
