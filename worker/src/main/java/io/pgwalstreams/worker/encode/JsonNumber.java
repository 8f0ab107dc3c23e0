package io.pgwalstreams.worker.encode;

/** The grammar of a JSON number (RFC 8259, section 6). */
final class JsonNumber {
  private JsonNumber() {}

  /** Whether {@code text[from, to)} is a JSON number as it stands. */
  static boolean isOne(byte[] text, int from, int to) {
    int at = from;
    if (at < to && text[at] == '-') {
      at++;
    }
    int integer = digits(text, at, to);
    if (integer == at || (text[at] == '0' && integer > at + 1)) {
      return false;
    }
    at = integer;
    if (at < to && text[at] == '.') {
      int fraction = digits(text, at + 1, to);
      if (fraction == at + 1) {
        return false;
      }
      at = fraction;
    }
    if (at < to && (text[at] == 'e' || text[at] == 'E')) {
      int sign = at + 1 < to && (text[at + 1] == '+' || text[at + 1] == '-') ? 2 : 1;
      int exponent = digits(text, at + sign, to);
      if (exponent == at + sign) {
        return false;
      }
      at = exponent;
    }
    return at == to;
  }

  /** The end of the digits that begin at {@code from}. */
  private static int digits(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }
}
