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

  @Override
  public int available() throws IOException {
    return to - from + beneath.available();
  }

  @Override
  public void close() throws IOException {
    beneath.close();
  }
}
