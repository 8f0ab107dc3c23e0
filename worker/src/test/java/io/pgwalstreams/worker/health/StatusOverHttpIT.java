package io.pgwalstreams.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.worker.pipeline.PipelineListener.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** The answer of {@code /status}, which the operator reads. */
class StatusOverHttpIT {
  private final WorkerMetrics metrics = new WorkerMetrics("shop/shop", "1", Clock.systemUTC());
  private final WorkerState state =
      new WorkerState(
          Status.of("shop/shop", "1", new Status.Target("app", "slot", "db", "ExactlyOnce"), "abc"),
          Clock.systemUTC(),
          metrics,
          new Journal());

  @Test
  void tellsOfTheStreamOnceItWasFound() throws Exception {
    assertThat(status().has("stream")).isFalse();

    state.stream(new Stream("db", "2026-01-02T03:04:05.678901Z", "file", 3));

    assertThat(status().path("stream"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"name": "db", "created": "2026-01-02T03:04:05.678901Z",
                     "storage": "file", "replicas": 3}
                    """));
  }

  private JsonNode status() throws IOException, InterruptedException {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var server = HealthServer.listen(any, state, metrics);
        var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/status"));
      return new ObjectMapper()
          .readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    }
  }
}
