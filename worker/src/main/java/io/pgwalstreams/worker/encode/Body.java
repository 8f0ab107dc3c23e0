package io.pgwalstreams.worker.encode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An event's id and the bytes of its body, in an array that is used again: an event is valid as
 * long as nobody encodes another one into its body. One thread.
 */
public final class Body {
  private byte[] id = new byte[EventId.LENGTH];
  private byte[] bytes = {};
  private int length;

  /** An empty one, to encode events into. */
  public Body() {}

  /** The body of the event of this id; the bytes are not copied. */
  public static Body of(String id, byte[] bytes) {
    var body = new Body();
    body.id = id.getBytes(StandardCharsets.US_ASCII);
    body.exchange(bytes, bytes.length);
    return body;
  }

  /** Takes the first {@code count} bytes of an array over, and hands out the one it had. */
  byte[] exchange(byte[] filled, int count) {
    byte[] former = bytes;
    bytes = filled;
    length = count;
    return former;
  }

  /** Whose it is from now on: {@code itsId} is copied. */
  void name(byte[] itsId) {
    System.arraycopy(itsId, 0, id, 0, id.length);
  }

  /** Of its event. */
  public String id() {
    return new String(id, StandardCharsets.US_ASCII);
  }

  /** The array, of which the first {@link #length} bytes count; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Whether it is these bytes. */
  public boolean is(byte[] other) {
    return Arrays.equals(bytes, 0, length, other, 0, other.length);
  }

  /** The bytes by themselves. */
  public byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }
}
