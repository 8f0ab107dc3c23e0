package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.text.TextBytes;
import java.nio.charset.StandardCharsets;

/**
 * The headers of one message as they are sent (NATS client protocol, HPUB): {@code NATS/1.0}, a
 * line for each, an empty line. Written into a buffer that is used again and again: {@link #begin},
 * then for each header {@link #name}, its value in pieces and {@link #endOfLine}, then {@link
 * #end}. Used by one thread.
 */
public final class HeaderBytes {
  private static final byte[] VERSION = "NATS/1.0\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final int USUAL_BYTES = 1 << 10;

  private final TextBytes text = new TextBytes(USUAL_BYTES);

  /** Begins anew. */
  public void begin() {
    text.clear();
    text.text(VERSION);
  }

  /** A header's name, for {@link #name(byte[])}. */
  public static byte[] nameOf(String name) {
    return (name + ":").getBytes(StandardCharsets.UTF_8);
  }

  /** Begins a header with what {@link #nameOf} made; the result takes its value. */
  public TextBytes name(byte[] name) {
    text.text(name);
    return text;
  }

  /** For headers that the caller writes himself: names, values and all line ends but the last. */
  public TextBytes lines() {
    return text;
  }

  /** The end of a header. */
  public void endOfLine() {
    text.text(LINE_END);
  }

  /** The end of all of them. */
  public void end() {
    endOfLine();
  }

  /** A whole header. */
  public void add(Header header) {
    name(nameOf(header.name())).text(header.value());
    endOfLine();
  }

  /** The headers are the first {@link #length} bytes of this; valid until {@link #begin}. */
  public byte[] array() {
    return text.array();
  }

  public int length() {
    return text.length();
  }
}
