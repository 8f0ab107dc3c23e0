package io.pgwalstreams.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.testkit.TestAuthority;
import io.pgwalstreams.tls.TlsContexts.Check;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java's TLS on both sides. */
class TlsInputIT {
  private static final int RECORDS = 100;

  @TempDir private static Path folder;
  private static SSLContext trusting;
  private static SSLContext own;

  /** What a server does with who has connected. */
  private interface Service {
    void serve(SSLSocket client) throws IOException;
  }

  /** What came of a server that had said everything before the first read, and by how many. */
  private record Came(byte[] bytes, int reads) {}

  @BeforeAll
  static void certificates() throws GeneralSecurityException {
    var authority = new TestAuthority(folder, "ours");
    var issued = authority.issue("server.test", "dns:localhost");
    String ca = authority.certificate();
    trusting = TlsContexts.client(new TlsMaterial(ca, null, null), Check.CHAIN_AND_HOST);
    own =
        TlsContexts.client(
            new TlsMaterial(ca, issued.certificate(), issued.key()), Check.CHAIN_AND_HOST);
  }

  /** One record of each length. */
  private static void send(SSLSocket to, int from, int until) throws IOException {
    for (int length = from; length < until; length++) {
      to.getOutputStream().write(content(length));
    }
  }

  private static byte[] content(int length) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) length);
    return bytes;
  }

  private static byte[] all() {
    var all = new ByteArrayOutputStream();
    for (int length = 1; length <= RECORDS; length++) {
      all.writeBytes(content(length));
    }
    return all.toByteArray();
  }

  private static Came exchange(String protocol, Service service) throws IOException {
    var here = InetAddress.getLoopbackAddress();
    try (var listening =
            (SSLServerSocket) own.getServerSocketFactory().createServerSocket(0, 1, here);
        var tcp = new Socket(here, listening.getLocalPort())) {
      var said = new CompletableFuture<Boolean>();
      var served = CompletableFuture.runAsync(() -> serve(listening, service, said));
      var beneath = new ReadAheadSocket(tcp);
      int port = listening.getLocalPort();
      Came came;
      try (var tls =
          (SSLSocket) trusting.getSocketFactory().createSocket(beneath, "localhost", port, true)) {
        tls.setEnabledProtocols(new String[] {protocol});
        tls.startHandshake();
        CompletableFuture.anyOf(said, served).join();
        came = read(new TlsInput(tls.getInputStream(), beneath.input()));
      }
      assertThat(tcp.isClosed()).isTrue();
      served.join();
      return came;
    }
  }

  private static void serve(
      SSLServerSocket listening, Service service, CompletableFuture<Boolean> said) {
    try (var client = (SSLSocket) listening.accept()) {
      service.serve(client);
      client.shutdownOutput();
      said.complete(true);
      // until the other side ends it too
      assertThat(client.getInputStream().readAllBytes()).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Came read(InputStream from) throws IOException {
    var all = new ByteArrayOutputStream();
    var into = new byte[1 << 16];
    int reads = 0;
    for (int came = from.read(into); came >= 0; came = from.read(into)) {
      all.write(into, 0, came);
      reads++;
    }
    assertThat(from.read(into)).isEqualTo(-1);
    return new Came(all.toByteArray(), reads);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void recordsThatHaveComeAreFewReads(String protocol) throws IOException {
    Came came = exchange(protocol, client -> send(client, 1, RECORDS + 1));
    assertThat(came.bytes()).isEqualTo(all());
    // the shortest may be KeyUpdates by their length, and the socket may be read twice
    assertThat(came.reads()).isLessThan(10);
  }

  @Test
  void newKeysInBetweenLoseNothing() throws IOException {
    Came came =
        exchange(
            "TLSv1.3",
            client -> {
              send(client, 1, 50);
              client.startHandshake();
              send(client, 50, RECORDS + 1);
            });
    assertThat(came.bytes()).isEqualTo(all());
    assertThat(came.reads()).isLessThan(10);
  }
}
