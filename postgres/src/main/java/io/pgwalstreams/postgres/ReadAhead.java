package io.pgwalstreams.postgres;

import java.io.IOException;
import java.io.InputStream;

/**
 * Takes as many bytes as there are with one read, and gives them out bit by bit. A read asks what
 * is beneath once, and only when it holds nothing: so one that throws, as with a timeout, has taken
 * nothing, and the next one goes on where it stood. That is not so of {@link
 * java.io.BufferedInputStream}, which asks again for the rest of what was asked for; and a socket's
 * read may time out although there are bytes, when its thread is not scheduled. One thread.
 */
final class ReadAhead extends InputStream {
  private static final byte APPLICATION_DATA = 23;

  /** Type, version and length. */
  private static final int RECORD_HEADER = 5;

  private final InputStream beneath;
  private final byte[] held;
  private int from;
  private int to;

  ReadAhead(InputStream beneath, int bytes) {
    this.beneath = beneath;
    this.held = new byte[bytes];
  }

  @Override
  public int read() throws IOException {
    return holds() ? held[from++] & 0xFF : -1;
  }

  /**
   * As many bytes as are held, or as one read brings; fewer than were asked for are not the end.
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!holds()) {
      return -1;
    }
    int count = Math.min(length, to - from);
    System.arraycopy(held, from, into, offset, count);
    from += count;
    return count;
  }

  /** False at the end. */
  private boolean holds() throws IOException {
    if (from < to) {
      return true;
    }
    int came = beneath.read(held, 0, held.length);
    from = 0;
    to = Math.max(came, 0);
    return came > 0;
  }

  /**
   * Whether it stands at a TLS record of application data (RFC 8446, 5.1) and holds all of it: then
   * reading that asks nobody.
   */
  boolean holdsRecord() {
    int length = to - from - RECORD_HEADER;
    return length >= 0
        && held[from] == APPLICATION_DATA
        && length >= (((held[from + 3] & 0xFF) << 8) | (held[from + 4] & 0xFF));
  }

  /** What is held; what is beneath only where that is nothing, because to ask is a system call. */
  @Override
  public int available() throws IOException {
    return from < to ? to - from : beneath.available();
  }

  @Override
  public void close() throws IOException {
    beneath.close();
  }
}
