package io.pgwalstreams.postgres;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * The TCP socket under a connection, which counts the reads that found nothing. PgJDBC's
 * non-blocking read answers null for "nothing there yet", for the end of the stream and for a
 * CommandComplete alike; only the first has asked the socket in vain.
 */
public final class WatchedSocket extends Socket {
  private volatile int emptyReads;

  WatchedSocket() {}

  /** How many reads have run into SO_TIMEOUT. One thread reads, so the count needs no lock. */
  public int emptyReads() {
    return emptyReads;
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
