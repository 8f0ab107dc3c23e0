package io.pgwalstreams.worker.pgoutput;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The fields of one message, in order. Every read is checked against the bytes that are left, so
 * that no length in the message can make it read, or allocate, more than there is.
 */
final class MessageReader {
  private final ByteBuffer in;
  private final int start;
  private final int tag;

  /** Reads the tag; the buffer's own position does not move. */
  MessageReader(ByteBuffer message) {
    in = message.duplicate();
    start = in.position();
    tag = in.hasRemaining() ? in.get() & 0xFF : -1;
  }

  /** The first byte, unsigned; -1 when there is none. */
  int tag() {
    return tag;
  }

  int remaining() {
    return in.remaining();
  }

  MalformedMessageException fault(String what) {
    return new MalformedMessageException(tag, in.position() - start, what);
  }

  private void need(int bytes, String field) {
    if (in.remaining() < bytes) {
      throw fault(field + " needs " + bytes + " bytes where " + in.remaining() + " are left");
    }
  }

  int int8(String field) {
    need(1, field);
    return in.get() & 0xFF;
  }

  int int16(String field) {
    need(2, field);
    return in.getShort();
  }

  int int32(String field) {
    need(4, field);
    return in.getInt();
  }

  /** An OID or xid. */
  long uint32(String field) {
    return int32(field) & 0xFFFF_FFFFL;
  }

  long int64(String field) {
    need(8, field);
    return in.getLong();
  }

  /**
   * A count of things that take at least {@code leastBytes} each; refused when they cannot be
   * there.
   */
  int count16(int leastBytes, String field) {
    int at = in.position();
    int count = int16(field);
    if (count < 0 || (long) count * leastBytes > in.remaining()) {
      in.position(at);
      throw fault(field + " is " + count);
    }
    return count;
  }

  /** A 32-bit length of bytes that are there. */
  int length(String field) {
    int at = in.position();
    int length = int32(field);
    if (length < 0 || length > in.remaining()) {
      in.position(at);
      throw fault(
          field + " has length " + length + " where " + (in.remaining() - 4) + " bytes are left");
    }
    return length;
  }

  /** Bytes behind a 32-bit length. */
  byte[] bytes(String field) {
    var bytes = new byte[length(field)];
    in.get(bytes);
    return bytes;
  }

  /** The array that the message stands in. */
  byte[] array() {
    return in.array();
  }

  /** Where in {@link #array} the next byte stands. */
  int arrayPosition() {
    return in.arrayOffset() + in.position();
  }

  /** Bytes that are there. */
  void skip(int bytes) {
    in.position(in.position() + bytes);
  }

  /** A string that ends with a zero byte. */
  String string(String field) {
    int end = in.position();
    while (end < in.limit() && in.get(end) != 0) {
      end++;
    }
    if (end == in.limit()) {
      throw fault(field + " does not end");
    }
    var bytes = new byte[end - in.position()];
    in.get(bytes);
    in.get();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** One of {@code allowed}. */
  int flags(int allowed, String field) {
    int at = in.position();
    int flags = int8(field);
    if ((flags & ~allowed) != 0) {
      in.position(at);
      throw fault(field + " is " + flags);
    }
    return flags;
  }

  void end() {
    if (in.hasRemaining()) {
      throw fault(in.remaining() + " bytes too many");
    }
  }
}
