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
  private static final int USUAL_BYTES = 1 << 10;

  private final TextBytes text = new TextBytes(USUAL_BYTES);

  /** Begins anew. */
  public void begin() {
    text.clear();
    text.text(VERSION);
  }

  /** A header's name; the result takes its value. */
  public TextBytes name(String name) {
    text.text(name);
    text.symbol(':');
    return text;
  }

  /** The end of a header. */
  public void endOfLine() {
    text.symbol('\r');
    text.symbol('\n');
  }

  /** The end of all of them. */
  public void end() {
    endOfLine();
  }

  /** A whole header. */
  public void add(String name, String value) {
    name(name).text(value);
    endOfLine();
  }

  /** A whole header. */
  public void add(Header header) {
    add(header.name(), header.value());
  }

  /** The headers are the first {@link #length} bytes of this; valid until {@link #begin}. */
  public byte[] array() {
    return text.array();
  }

  public int length() {
    return text.length();
  }
}
