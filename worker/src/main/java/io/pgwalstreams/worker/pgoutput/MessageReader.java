package io.pgwalstreams.worker.pgoutput;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of a message, in order; of one message after the other. Every read is checked against
 * the bytes that are left, so that no length in the message can make it read, or allocate, more
 * than there is.
 */
final class MessageReader {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] in = {};
  private int start;
  private int limit;
  private int tag;
  private int at;

  /** From here on the message {@code bytes[from, to)}; reads the tag. */
  void begin(byte[] bytes, int from, int to) {
    in = bytes;
    start = from;
    limit = to;
    at = from;
    tag = at < limit ? in[at++] & 0xFF : -1;
  }

  /** The first byte, unsigned; -1 when there is none. */
  int tag() {
    return tag;
  }

  int remaining() {
    return limit - at;
  }

  MalformedMessageException fault(String what) {
    return new MalformedMessageException(tag, at - start, what);
  }

  private void need(int bytes, String field) {
    if (remaining() < bytes) {
      throw fault(field + " needs " + bytes + " bytes where " + remaining() + " are left");
    }
  }

  int int8(String field) {
    need(1, field);
    return in[at++] & 0xFF;
  }

  int int16(String field) {
    need(2, field);
    at += 2;
    return (short) SHORTS.get(in, at - 2);
  }

  int int32(String field) {
    need(4, field);
    at += 4;
    return (int) INTS.get(in, at - 4);
  }

  /** An OID or xid. */
  long uint32(String field) {
    return int32(field) & 0xFFFF_FFFFL;
  }

  long int64(String field) {
    need(8, field);
    at += 8;
    return (long) LONGS.get(in, at - 8);
  }

  /**
   * A count of things that take at least {@code leastBytes} each; refused when they cannot be
   * there.
   */
  int count16(int leastBytes, String field) {
    int from = at;
    int count = int16(field);
    if (count < 0 || (long) count * leastBytes > remaining()) {
      at = from;
      throw fault(field + " is " + count);
    }
    return count;
  }

  /** A 32-bit length of bytes that are there. */
  int length(String field) {
    int from = at;
    int length = int32(field);
    if (length < 0 || length > remaining()) {
      at = from;
      throw fault(
          field + " has length " + length + " where " + (remaining() - 4) + " bytes are left");
    }
    return length;
  }

  /** Bytes behind a 32-bit length. */
  byte[] bytes(String field) {
    int from = at + 4;
    at = from + length(field);
    return Arrays.copyOfRange(in, from, at);
  }

  /** The array that the message stands in. */
  byte[] array() {
    return in;
  }

  /** Where in {@link #array} the next byte stands. */
  int arrayPosition() {
    return at;
  }

  /** Bytes that are there. */
  void skip(int bytes) {
    at += bytes;
  }

  /** A string that ends with a zero byte. */
  String string(String field) {
    int end = at;
    while (end < limit && in[end] != 0) {
      end++;
    }
    if (end == limit) {
      throw fault(field + " does not end");
    }
    var text = new String(in, at, end - at, StandardCharsets.UTF_8);
    at = end + 1;
    return text;
  }

  /** One of {@code allowed}. */
  int flags(int allowed, String field) {
    int from = at;
    int flags = int8(field);
    if ((flags & ~allowed) != 0) {
      at = from;
      throw fault(field + " is " + flags);
    }
    return flags;
  }

  void end() {
    if (at < limit) {
      throw fault(remaining() + " bytes too many");
    }
  }
}
