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
  private volatile boolean looking;

  WatchedSocket() {}

  /** How many reads have run into SO_TIMEOUT. One thread reads, so the count needs no lock. */
  public int emptyReads() {
    return emptyReads;
  }

  /**
   * How long PgJDBC's non-blocking read waits for a first byte, in milliseconds. It asks for one
   * millisecond, by SO_TIMEOUT; an idle reader that asks so often is not idle, and a busy one has
   * no millisecond to lose. With 0 it does not wait, and the end of the stream looks like nothing.
   */
  public void patience(int millis) {
    patience = millis;
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    looking = millis == NOT_BLOCKING && patience == 0;
    super.setSoTimeout(millis == NOT_BLOCKING ? Math.max(patience, NOT_BLOCKING) : millis);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        try {
          look();
          return super.read();
        } catch (SocketTimeoutException e) {
          countEmptyRead();
          throw e;
        }
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        try {
          look();
          return super.read(to, offset, length);
        } catch (SocketTimeoutException e) {
          countEmptyRead();
          throw e;
        }
      }

      private void look() throws IOException {
        if (looking && available() == 0) {
          throw new SocketTimeoutException("nothing there");
        }
      }
    };
  }

  private synchronized void countEmptyRead() {
    emptyReads++;
  }
}
