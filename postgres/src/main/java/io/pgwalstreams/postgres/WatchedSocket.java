package io.pgwalstreams.postgres;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/**
 * The TCP socket under a connection, which counts the reads that found nothing. PgJDBC's
 * non-blocking read answers null for "nothing there yet", for the end of the stream and for a
 * CommandComplete alike; only the first has asked the socket in vain.
 */
public final class WatchedSocket extends Socket {
  private static final int NOT_BLOCKING = 1;

  private volatile int emptyReads;
  private volatile int patience = NOT_BLOCKING;

  WatchedSocket() {}

  /** How many reads have run into SO_TIMEOUT. One thread reads, so the count needs no lock. */
  public int emptyReads() {
    return emptyReads;
  }

  /**
   * How long PgJDBC's non-blocking read waits for a first byte, in milliseconds, at least 1. It
   * asks for one millisecond, by SO_TIMEOUT; an idle reader that asks so often is not idle.
   */
  public void patience(int millis) {
    patience = millis;
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    super.setSoTimeout(millis == NOT_BLOCKING ? patience : millis);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        try {
          return super.read();
        } catch (SocketTimeoutException e) {
          countEmptyRead();
          throw e;
        }
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        try {
          return super.read(to, offset, length);
        } catch (SocketTimeoutException e) {
          countEmptyRead();
          throw e;
        }
      }
    };
  }

  private synchronized void countEmptyRead() {
    emptyReads++;
  }
}
