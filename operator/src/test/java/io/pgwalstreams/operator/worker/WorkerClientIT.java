package io.pgwalstreams.operator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.pgwalstreams.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers well, badly, or not at all. */
class WorkerClientIT {
  private static final String LOCAL = "127.0.0.1";
  private static final String REPORT =
      """
      {"version": "1", "phase": "STREAMING", "streamed": true,
       "target": {"delivery": "ExactlyOnce"},
       "config": {"hash": "abc", "appliedGeneration": 4}, "gaps": []%s}
      """;

  private HttpServer server;
  private WorkerClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.start();
    client = new WorkerClient(server.getAddress().getPort(), Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answers(int code, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/status",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }

  @Test
  void readsTheReport() {
    answers(200, REPORT.formatted(""));
    assertThat(client.report(LOCAL))
        .hasValueSatisfying(r -> assertThat(r.version()).isEqualTo("1"));
  }

  @Test
  void takesAnErrorForSilence() {
    answers(503, REPORT.formatted(""));
    assertThat(client.report(LOCAL)).isEmpty();
  }

  @Test
  void takesNonsenseForSilence() {
    answers(200, "hello");
    assertThat(client.report(LOCAL)).isEmpty();
  }

  @Test
  void readsNoMoreThanAReportNeeds() {
    answers(200, REPORT.formatted(", \"more\": \"" + "x".repeat(300_000) + "\""));
    assertThat(client.report(LOCAL)).isEmpty();
  }

  @Test
  void takesAnAddressThatIsNoneForSilence() {
    assertThat(client.report("no address")).isEmpty();
  }

  @Test
  void takesAClosedPortForSilence() {
    try (var nobody = new WorkerClient(FreePort.next(), Duration.ofSeconds(2))) {
      assertThat(nobody.report(LOCAL)).isEmpty();
    }
  }

  @Test
  void waitsNoLongerThanItsTimeForABodyThatNeverEnds() {
    server.createContext("/status", exchange -> exchange.sendResponseHeaders(200, 100));
    try (var hasty = new WorkerClient(server.getAddress().getPort(), Duration.ofMillis(200))) {
      assertThat(hasty.report(LOCAL)).isEmpty();
    }
  }

  @Test
  void waitsNoLongerThanItsTimeForAnAnswerThatNeverBegins() {
    var never = new CountDownLatch(1);
    server.createContext(
        "/status",
        exchange -> {
          try (exchange) {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (var hasty = new WorkerClient(server.getAddress().getPort(), Duration.ofMillis(200))) {
      assertThat(hasty.report(LOCAL)).isEmpty();
    } finally {
      never.countDown();
    }
  }

  @Test
  void takesAnAnswerOfAnotherProtocolForSilence() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var asking = new WorkerClient(other.getLocalPort(), Duration.ofSeconds(2))) {
      var answer =
          Thread.startVirtualThread(
              () -> {
                try (var socket = other.accept()) {
                  socket
                      .getOutputStream()
                      .write("220 mail\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(asking.report(LOCAL)).isEmpty();
      answer.join();
    }
  }

  @Test
  void followsNoRedirect() {
    server.createContext(
        "/status",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
          }
        });
    server.createContext("/elsewhere", exchange -> exchange.sendResponseHeaders(500, -1));
    assertThat(client.report(LOCAL)).isEmpty();
  }
}
