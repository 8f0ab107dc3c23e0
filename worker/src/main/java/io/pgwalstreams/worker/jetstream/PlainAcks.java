package io.pgwalstreams.worker.jetstream;

import java.util.Arrays;

/**
 * Reads acknowledgements of which one is like the other but for its sequence: what stood before and
 * behind that in the last one is compared, and nothing searched. One thread.
 */
final class PlainAcks {
  private byte[] head = {};
  private byte[] tail = {};

  /** What {@link PublishAcks#plainSequence} says. */
  long sequence(byte[] body, int from, int to) {
    int digits = from + head.length;
    if (head.length > 0 && digits < to && Arrays.equals(body, from, digits, head, 0, head.length)) {
      long sequence = 0;
      int i = digits;
      while (i < to && isDigit(body[i])) {
        sequence = sequence * 10 + body[i++] - '0';
      }
      if (i > digits && Arrays.equals(body, i, to, tail, 0, tail.length)) {
        return sequence;
      }
    }
    return learn(body, from, to);
  }

  private long learn(byte[] body, int from, int to) {
    long sequence = PublishAcks.plainSequence(body, from, to);
    if (sequence > 0) {
      int digits = PublishAcks.sequenceAt(body, from, to);
      int behind = digits;
      while (behind < to && isDigit(body[behind])) {
        behind++;
      }
      head = Arrays.copyOfRange(body, from, digits);
      tail = Arrays.copyOfRange(body, behind, to);
    }
    return sequence;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
