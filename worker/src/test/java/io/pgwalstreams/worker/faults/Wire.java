package io.pgwalstreams.worker.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between some clients and a server, on loopback; it can be cut and slowed down, and lead
 * to another server tomorrow, as the name or the virtual address of a database does. Thread-safe.
 */
final class Wire implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;

  private final ServerSocket entrance;
  private volatile int server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile State state = new State.Whole();

  private sealed interface State {
    record Whole() implements State {}

    record Cut() implements State {}

    /** Each piece of 16 KiB, in each direction, takes that long. */
    record Slow(Duration piece) implements State {}
  }

  /** A wire to a port of loopback, where nobody need be yet. */
  Wire(int server) {
    this.server = server;
    try {
      entrance = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where the clients come to. */
  int port() {
    return entrance.getLocalPort();
  }

  /** From now on to another port of loopback; all is well. */
  void leadTo(int port) {
    server = port;
    mend();
  }

  /** Ends every connection, and whatever is tried until {@link #mend}. */
  void cut() {
    state = new State.Cut();
    open.forEach(Wire::end);
  }

  /** Lets each piece of 16 KiB take that long. */
  void slow(Duration piece) {
    state = new State.Slow(piece);
  }

  /** All is well again, for the connections that are left and for new ones. */
  void mend() {
    state = new State.Whole();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException e) {
        // It was closed.
      }
    }
  }

  private void pass(Socket client) {
    try (client;
        Socket there = state instanceof State.Cut ? null : connect()) {
      if (there == null) {
        return;
      }
      client.setTcpNoDelay(true);
      there.setTcpNoDelay(true);
      open.add(client);
      open.add(there);
      Thread answers = Thread.ofVirtual().start(() -> copy(there, client));
      copy(client, there);
      answers.join();
    } catch (IOException e) {
      // Nobody is there, which the client sees by the end of its connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server);
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] piece = new byte[CHUNK];
      for (int n = in.read(piece); n >= 0 && passes(); n = in.read(piece)) {
        out.write(piece, 0, n);
      }
    } catch (IOException e) {
      // One side has gone; the other one goes too.
    }
  }

  private boolean passes() {
    return switch (state) {
      case State.Whole() -> true;
      case State.Cut() -> false;
      case State.Slow(Duration piece) -> {
        LockSupport.parkNanos(piece.toNanos());
        yield true;
      }
    };
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
