package io.pgwalstreams.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS socket decrypts, several records at once: Java's gives out one with each read,
 * PostgreSQL makes one of each row, and nats-server one of 512 bytes of its answers. Only those are
 * added to the first that have come as a whole, so that nothing is waited for while there is
 * something. One thread.
 */
public final class TlsInput extends InputStream {
  private final InputStream decrypted;
  private final ReadAhead encrypted;

  /** What happened behind bytes that were given out. */
  private @Nullable IOException failure;

  /**
   * Of a TLS socket.
   *
   * @param decrypted its input
   * @param encrypted what it reads from
   */
  public TlsInput(InputStream decrypted, ReadAhead encrypted) {
    this.decrypted = decrypted;
    this.encrypted = encrypted;
  }

  @Override
  public int read() throws IOException {
    requireSound();
    return decrypted.read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    requireSound();
    int came = decrypted.read(into, offset, length);
    return came <= 0 ? came : came + more(into, offset + came, length - came);
  }

  private int more(byte[] into, int offset, int length) {
    int all = 0;
    try {
      while (all < length && encrypted.holdsRecord()) {
        int came = decrypted.read(into, offset + all, length - all);
        if (came < 0) {
          break; // and the next read says so again
        }
        all += came;
      }
    } catch (SocketTimeoutException e) {
      // the record had TLS' own data, which is no loss
      return all;
    } catch (IOException e) {
      failure = e;
    }
    return all;
  }

  private void requireSound() throws IOException {
    IOException known = failure;
    if (known != null) {
      throw known;
    }
  }

  /** What is decrypted, and what may be decrypted: more than can be read, but not without it. */
  @Override
  public int available() throws IOException {
    int ready = decrypted.available();
    return ready > 0 ? ready : encrypted.available();
  }

  @Override
  public void close() throws IOException {
    decrypted.close();
  }
}
