package io.pgwalstreams.worker.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WireIT {
  private ServerSocket echo;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    wire = new Wire(echo.getLocalPort());
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    echo.close();
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException e) {
        // It was closed.
      }
    }
  }

  private static void answer(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), wire.port());
  }

  private static String say(Socket to, String word) throws IOException {
    to.getOutputStream().write(word.getBytes(US_ASCII));
    return new String(to.getInputStream().readNBytes(word.length()), US_ASCII);
  }

  @Test
  void passesBothWays() throws IOException {
    try (Socket client = connect()) {
      assertThat(say(client, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void endsWhatThereIsAndTakesNobodyWhileItIsCut() throws IOException {
    try (Socket before = connect()) {
      assertThat(say(before, "hello")).isEqualTo("hello");
      wire.cut();
      assertThat(before.getInputStream().read()).isEqualTo(-1);
    }
    try (Socket meanwhile = connect()) {
      assertThat(meanwhile.getInputStream().read()).isEqualTo(-1);
    }
    wire.mend();
    try (Socket after = connect()) {
      assertThat(say(after, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void takesItsTimeWhileItIsSlow() throws IOException {
    wire.slow(Duration.ofMillis(100));
    try (Socket client = connect()) {
      long from = System.nanoTime();
      assertThat(say(client, "hello")).isEqualTo("hello");
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofMillis(190));
    }
  }
}
