package io.pgwalstreams.tls;

import java.io.IOException;
import java.io.InputStream;

/**
 * Takes as many bytes as there are with one read, and gives them out bit by bit. A read asks what
 * is beneath once, and only when it holds nothing: so one that throws, as with a timeout, has taken
 * nothing, and the next one goes on where it stood. That is not so of {@link
 * java.io.BufferedInputStream}, which asks again for the rest of what was asked for; and a socket's
 * read may time out although there are bytes, when its thread is not scheduled. One thread.
 */
public final class ReadAhead extends InputStream {
  private static final int RECORDS_BYTES = 1 << 16;
  private static final byte APPLICATION_DATA = 23;

  /** Type, version and length. */
  private static final int RECORD_HEADER = 5;

  /** Encrypted, of five bytes (RFC 8446, 4.6.3), one for the type, and 16 for the tag. */
  private static final int KEY_UPDATE = 22;

  private final InputStream beneath;
  private final byte[] held;
  private int from;
  private int to;

  /** Of what is beneath TLS: takes many records with one call of the system. */
  public ReadAhead(InputStream beneath) {
    this(beneath, RECORDS_BYTES);
  }

  /** Holds at most so many bytes. */
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
   * reading that asks nobody. One that may be a KeyUpdate, which looks the same and has nothing for
   * the reader, does not count.
   */
  boolean holdsRecord() {
    if (to - from < RECORD_HEADER || held[from] != APPLICATION_DATA) {
      return false;
    }
    int length = ((held[from + 3] & 0xFF) << 8) | (held[from + 4] & 0xFF);
    return length > KEY_UPDATE && length <= to - from - RECORD_HEADER;
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
