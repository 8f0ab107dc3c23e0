package io.pgwalstreams.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks like PostgreSQL or NATS as far as the TLS handshake, and there insists on TLS 1.1; real
 * servers of today can't be brought to that. It remembers what came afterwards. Thread-safe.
 */
public final class OldTlsServer implements AutoCloseable {
  private static final int TLS_1_1 = 0x0302;
  private static final int HANDSHAKE = 22;
  private static final int SERVER_HELLO = 2;
  private static final int RANDOM = 32;
  private static final int TLS_RSA_WITH_AES_128_CBC_SHA = 0x002F;
  private static final String INFO =
      "INFO {\"server_id\":\"old\",\"version\":\"2.10.0\",\"proto\":1,\"headers\":true,"
          + "\"max_payload\":1048576,\"tls_required\":true}\r\n";

  private final ServerSocket socket;
  private final boolean postgres;
  private volatile int answer = -1;

  private OldTlsServer(boolean postgres) {
    this.postgres = postgres;
    try {
      socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  /** One that answers PostgreSQL's SSLRequest. */
  public static OldTlsServer postgres() {
    return new OldTlsServer(true);
  }

  /** One that begins with NATS' INFO. */
  public static OldTlsServer nats() {
    return new OldTlsServer(false);
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** The type of the record that a client sent to TLS 1.1: 21 is an alert, -1 none. */
  public int answer() {
    return answer;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        greet(client);
      } catch (IOException e) {
        // The client has gone, or this server ends.
      }
    }
  }

  private void greet(Socket client) throws IOException {
    var in = new DataInputStream(client.getInputStream());
    var out = new DataOutputStream(client.getOutputStream());
    if (postgres) {
      in.readNBytes(2 * Integer.BYTES);
      out.write('S');
    } else {
      out.write(INFO.getBytes(StandardCharsets.US_ASCII));
    }
    in.readNBytes(3);
    in.readNBytes(in.readUnsignedShort());
    out.write(serverHello());
    answer = in.read();
  }

  /** RFC 4346, 7.4.1.3. */
  private static byte[] serverHello() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    int length = Short.BYTES + RANDOM + 1 + Short.BYTES + 1;
    out.writeByte(HANDSHAKE);
    out.writeShort(TLS_1_1);
    out.writeShort(length + Integer.BYTES);
    out.writeInt(SERVER_HELLO << 24 | length);
    out.writeShort(TLS_1_1);
    out.write(new byte[RANDOM]);
    out.writeByte(0);
    out.writeShort(TLS_RSA_WITH_AES_128_CBC_SHA);
    out.writeByte(0);
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
