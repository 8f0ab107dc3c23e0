package io.pgwalstreams.worker.jetstream;

import io.nats.client.Options;
import io.nats.client.impl.SocketDataPort;
import io.pgwalstreams.tls.ReadAheadSocket;
import io.pgwalstreams.tls.TlsInput;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * jnats' socket with a second way in and out, for what there is one of for every event. jnats goes
 * on to connect, authenticate, encrypt and watch over it: its own messages and ours take turns at
 * the socket, and what comes in passes through an {@link AckTap} before jnats sees it.
 *
 * <p>Public, with a constructor for all, because jnats makes it by its name; it belongs to the
 * {@link Owner} that stands in jnats' options. Reading is for jnats' one reader; writing is
 * thread-safe.
 */
public final class SharedPort extends SocketDataPort {
  private static final int READ_BYTES = 1 << 16;

  private final byte[] raw = new byte[READ_BYTES];
  private final ReentrantLock turn = new ReentrantLock();
  private AckTap tap = AckTap.CLOSED;

  /** The connection listener of jnats' options, which is how a port finds out whose it is. */
  interface Owner {
    /** The port has been made, and is not connected yet; the result takes out what is ours. */
    AckTap made(SharedPort port);
  }

  @Override
  public void afterConstruct(Options options) {
    if (options.getConnectionListener() instanceof Owner owner) {
      tap = owner.made(this);
    }
  }

  /** A server's answers are many small records. */
  @Override
  public void upgradeToSecure() throws IOException {
    var beneath = new ReadAheadSocket(socket);
    socket = beneath;
    super.upgradeToSecure();
    if (isSecure) {
      in = new TlsInput(in, beneath.input());
    }
  }

  @Override
  public int read(byte[] dst, int off, int len) throws IOException {
    int passed = 0;
    while (passed == 0) {
      int came = super.read(raw, 0, Math.min(READ_BYTES, len - tap.held()));
      if (came < 0) {
        return came;
      }
      passed = tap.take(raw, came, dst, off);
    }
    return passed;
  }

  @Override
  public void write(byte[] src, int toWrite) throws IOException {
    turn.lock();
    try {
      super.write(src, toWrite);
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void flush() throws IOException {
    turn.lock();
    try {
      super.flush();
    } finally {
      turn.unlock();
    }
  }
}
