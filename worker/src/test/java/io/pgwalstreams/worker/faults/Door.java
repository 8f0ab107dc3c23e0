package io.pgwalstreams.worker.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One address on loopback that leads to this server today and to another one tomorrow, as the name
 * or the virtual address of a database does. Thread-safe.
 */
final class Door implements AutoCloseable {
  private final ServerSocket entrance;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int leadsTo;

  Door() {
    try {
      entrance = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** Where who comes now gets to: a port of loopback. */
  void leadTo(int port) {
    leadsTo = port;
  }

  /** Leads nowhere, and ends what goes through it. */
  void shut() {
    leadsTo = 0;
    open.forEach(Door::end);
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
    int port = leadsTo;
    try (client;
        Socket server = port == 0 ? null : new Socket(InetAddress.getLoopbackAddress(), port)) {
      if (server == null) {
        return;
      }
      open.add(client);
      open.add(server);
      Thread answers = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      answers.join();
      open.remove(client);
      open.remove(server);
    } catch (IOException e) {
      // Nobody is there, which the client sees by the end of its connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has gone; the other one goes too.
    } finally {
      end(from);
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    shut();
  }
}
