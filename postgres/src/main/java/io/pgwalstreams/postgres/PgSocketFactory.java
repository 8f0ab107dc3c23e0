package io.pgwalstreams.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of one connection attempt, plain and TLS. PgJDBC makes the factory itself, from
 * its name and a word; the word finds the attempt that it is for. Public, with a public
 * constructor, because PgJDBC demands it.
 */
public final class PgSocketFactory extends SSLSocketFactory {
  private static final Map<String, Attempt> ATTEMPTS = new ConcurrentHashMap<>();
  private static final int KEEPALIVE_IDLE_SECONDS = 30;
  private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEPALIVE_PROBES = 3;

  private final Attempt attempt;

  /** Called by PgJDBC. */
  public PgSocketFactory(String word) {
    var found = ATTEMPTS.get(word);
    if (found == null) {
      throw new IllegalArgumentException("no connection attempt goes by " + word);
    }
    this.attempt = found;
  }

  /** One connect: what PgJDBC is given, and what it made of it. Closed when the connect is over. */
  static final class Attempt implements AutoCloseable {
    private final String word = UUID.randomUUID().toString();
    private final @Nullable SSLContext context;
    private final Consumer<? super Socket> made;
    private volatile @Nullable WatchedSocket socket;
    private volatile @Nullable EncryptedSocket encrypted;
    private volatile boolean encrypting;
    private volatile boolean abandoned;

    /** With who is told of each TCP socket before it is connected. */
    Attempt(@Nullable SSLContext context, Consumer<? super Socket> made) {
      this.context = context;
      this.made = made;
      ATTEMPTS.put(word, this);
    }

    String word() {
      return word;
    }

    /** The newest TCP socket; null before the first. */
    @Nullable WatchedSocket socket() {
      return socket;
    }

    /** What comes on the newest connection. */
    MessageInput input() throws IOException {
      var tls = encrypted;
      var plain = socket;
      if (tls != null) {
        return tls.input();
      }
      if (plain == null) {
        throw new SocketException("there is no connection");
      }
      return plain.input();
    }

    /** Whether a TLS handshake was begun. */
    boolean encrypting() {
      return encrypting;
    }

    /**
     * It has failed. After its login timeout PgJDBC leaves a thread behind that goes on with the
     * attempt for as long as the server sends anything: its socket is what ends it.
     */
    void abandon() throws IOException {
      abandoned = true;
      var open = socket;
      if (open != null) {
        open.close();
      }
    }

    private WatchedSocket take(WatchedSocket next) throws IOException {
      socket = next;
      encrypting = false;
      encrypted = null;
      made.accept(next);
      if (abandoned) {
        next.close();
        throw new SocketException("the attempt was given up");
      }
      return next;
    }

    @Override
    public void close() {
      ATTEMPTS.remove(word);
    }
  }

  @Override
  public Socket createSocket() throws IOException {
    // PgJDBC asks first whether there is TLS, and the answer has one byte (manual 54.2.11)
    var made = new WatchedSocket(attempt.context == null ? 0 : 1);
    keepAlive(made);
    return attempt.take(made);
  }

  /** Without it a peer that vanished is noticed after two hours, Linux' default. */
  private static void keepAlive(Socket socket) throws IOException {
    socket.setKeepAlive(true);
    try {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
    } catch (UnsupportedOperationException e) {
      // this system has no such options: its own times stay
      return;
    }
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    var context = attempt.context;
    if (context == null) {
      throw new SocketException("TLS was not asked for");
    }
    attempt.encrypting = true;
    if (!(plain instanceof WatchedSocket watched)) {
      throw new SocketException("PgJDBC's socket is not the one that it was given");
    }
    var beneath = watched.encrypt();
    var tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, autoClose);
    var made = new EncryptedSocket(tls, beneath);
    attempt.encrypted = made;
    return made;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new SocketException("PgJDBC connects the socket itself");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw new SocketException("PgJDBC connects the socket itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw new SocketException("PgJDBC connects the socket itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw new SocketException("PgJDBC connects the socket itself");
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return context().getSocketFactory().getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return context().getSocketFactory().getSupportedCipherSuites();
  }

  private SSLContext context() {
    var context = attempt.context;
    if (context == null) {
      throw new IllegalStateException("TLS was not asked for");
    }
    return context;
  }
}
