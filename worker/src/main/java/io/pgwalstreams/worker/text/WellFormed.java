package io.pgwalstreams.worker.text;

/**
 * Whether bytes are UTF-8 (RFC 3629, section 4): no character in more bytes than it needs, none of
 * a surrogate, none above U+10FFFF.
 */
public final class WellFormed {
  private WellFormed() {}

  /** Whether {@code text[from, to)} is. */
  public static boolean isUtf8(byte[] text, int from, int to) {
    int at = from;
    while (at < to) {
      int length = text[at] >= 0 ? 1 : lengthAt(text, at, to);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** How many bytes the character has that begins there; 0 when it is none. */
  private static int lengthAt(byte[] text, int at, int to) {
    int lead = text[at] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > to || !isSecond(lead, text[at + 1] & 0xFF)) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((text[i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** Of some first bytes not every second one is allowed. */
  private static boolean isSecond(int lead, int second) {
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= most;
  }
}
