package io.pgwalstreams.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean no good hold up no probe, and get nothing else. */
class HostileClientsIT {
  private static final int CLIENTS = 200;
  private static final Duration SOON = Duration.ofSeconds(3);

  private final List<Socket> open = new ArrayList<>();
  private final WorkerMetrics metrics = new WorkerMetrics("shop/users", "1", Clock.systemUTC());
  private HealthServer server;

  @BeforeEach
  void listen() throws IOException {
    var target = new Status.Target("pg", "slot", "db", "ExactlyOnce");
    var state =
        new WorkerState(
            Status.of("shop/users", "1", target, "hash"),
            Clock.systemUTC(),
            metrics,
            new Journal());
    server =
        HealthServer.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), state, metrics);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    server.close();
  }

  private Socket connected() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    open.add(socket);
    socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
    return socket;
  }

  private Socket sent(String text) throws IOException {
    Socket socket = connected();
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  /** The status code of the answer; SocketTimeoutException when none comes in time. */
  private int code(String request) throws IOException {
    var in = sent(request).getInputStream();
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
      line.append((char) c);
    }
    return Integer.parseInt(line.toString().split(" ", -1)[1]);
  }

  private void assertProbeIsAnswered() throws IOException {
    assertThat(code("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET /livez HTTP/1.1\r\n",
        "GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow",
        "POST /status HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n",
        "POST /status HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n"
      })
  void manyHalfSentRequestsHoldNobodyUp(String half) throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      sent(half);
    }
    assertProbeIsAnswered();
  }

  @Test
  void whoDoesNotReadTheAnswerHoldsNobodyUp() throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      sent("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20));
    }
    assertProbeIsAnswered();
  }

  @Test
  void endlessLinesAndHeadersAreCutOff() throws IOException {
    for (String begun : List.of("GET /", "GET /livez HTTP/1.1\r\nX: ", "GET /livez HTTP/1.1\r\n")) {
      Socket socket = sent(begun);
      byte[] more =
          (begun.endsWith("\n") ? "X: 1\r\n" : "xxxxxx")
              .repeat(10_000)
              .getBytes(StandardCharsets.US_ASCII);
      assertThat(takesBytesOf(socket, more)).as(begun).isLessThan(20_000_000);
      assertProbeIsAnswered();
    }
  }

  /** How many bytes it takes before it ends the connection. */
  private static long takesBytesOf(Socket socket, byte[] more) {
    long sent = 0;
    try {
      while (sent < 40_000_000) {
        socket.getOutputStream().write(more);
        sent += more.length;
      }
    } catch (IOException e) {
      return sent;
    }
    return sent;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /livez",
        "PUT /status",
        "DELETE /metrics",
        "TRACE /status",
        "OPTIONS /status",
        "CONNECT /status",
        "BREW /status",
        "HEAD /status",
        "GET /",
        "GET /statusx",
        "GET /status/",
        "GET /status/../etc/passwd",
        "GET /../../etc/passwd",
        "GET /%2e%2e/%2e%2e/etc/passwd",
        "GET /status%00",
        "GET /%73tatus/..%2f..",
        "GET //status",
        "GET /STATUS",
        "GET http://elsewhere/etc/passwd"
      })
  void nothingElseIsThere(String request) throws IOException {
    assertThat(code(request + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
        .isBetween(400, 499);
    assertProbeIsAnswered();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET /livez\r\n\r\n",
        "GET /livez HTTP/9.9\r\n\r\n",
        "GET /\u0000 HTTP/1.1\r\n\r\n",
        "GET /livez HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET /livez HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "GET /livez HTTP/1.1\r\n: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000"
      })
  void whatIsNoRequestHarmsNobody(String bytes) throws IOException {
    for (int i = 0; i < 20; i++) {
      sent(bytes);
    }
    assertProbeIsAnswered();
  }
}
