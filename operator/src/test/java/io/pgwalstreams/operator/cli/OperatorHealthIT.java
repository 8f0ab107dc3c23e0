package io.pgwalstreams.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean no good hold up no probe of the operator, and get nothing else. */
class OperatorHealthIT {
  private final List<Socket> open = new ArrayList<>();
  private final OperatorHealth health =
      OperatorHealth.listen(
          "127.0.0.1:0",
          () -> true,
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)::scrape,
          Clock.systemUTC());

  @AfterEach
  void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    health.close();
  }

  private Socket sent(String text) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), health.port());
    open.add(socket);
    socket.setSoTimeout(3_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private String answer(String request) throws IOException {
    byte[] line = sent(request + " HTTP/1.1\r\nHost: a\r\n\r\n").getInputStream().readNBytes(12);
    return new String(line, StandardCharsets.US_ASCII);
  }

  @Test
  void manyHalfSentRequestsHoldNobodyUp() throws IOException {
    for (int i = 0; i < 200; i++) {
      sent("GET /livez HTTP/1.1\r\nHost: a");
    }
    assertThat(answer("GET /livez")).isEqualTo("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"POST /livez", "DELETE /metrics", "GET /", "GET /../etc/passwd", "GET /livez/x"})
  void nothingElseIsThere(String request) throws IOException {
    assertThat(answer(request)).isEqualTo("HTTP/1.1 404");
  }
}
