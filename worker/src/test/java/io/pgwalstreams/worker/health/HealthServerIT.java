package io.pgwalstreams.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.pipeline.PipelineListener.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The probes as HTTP, and the two pages that describe what they answer. */
class HealthServerIT {
  private static final Path REFERENCE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "reference");

  private final HttpClient http = HttpClient.newHttpClient();
  private final WorkerMetrics metrics = new WorkerMetrics("shop/users", "1", Clock.systemUTC());
  private final WorkerState state =
      new WorkerState(
          Status.of(
              "shop/users", "1", new Status.Target("pg", "slot", "db", "ExactlyOnce"), "hash"),
          Clock.systemUTC(),
          metrics,
          new Journal());
  private HealthServer server;

  @BeforeEach
  void listen() throws IOException {
    server =
        HealthServer.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), state, metrics);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void probesAnswerByStatusCode() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("starting\n");
    state.phase(Phase.STREAMING);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/other").statusCode()).isEqualTo(404);
    assertThat(get("/livez/x").statusCode()).isEqualTo(404);
  }

  @Test
  void aHaltIsToldWithReasonAndRemedy() throws Exception {
    state.halted("id", Reason.SlotLost.because("it is lost", "accept it"), true, null);
    assertThat(get("/readyz").body()).isEqualTo("SlotLost: it is lost: accept it\n");
    JsonNode status = new ObjectMapper().readTree(get("/status").body());
    assertThat(status.at("/phase").asText()).isEqualTo("HALTED");
    assertThat(status.at("/why/reason").asText()).isEqualTo("SlotLost");
    assertThat(status.at("/why/remedy").asText()).isEqualTo("accept it");
    assertThat(status.at("/halt/id").asText()).isEqualTo("id");
  }

  @Test
  void everyFieldOfTheStatusIsDescribed() throws Exception {
    Everything.tell(state);
    var found = new TreeSet<String>();
    fields("", new ObjectMapper().readTree(get("/status").body()), found);
    assertThat(described("status.md")).isEqualTo(found);
  }

  private static void fields(String path, JsonNode node, Set<String> into) {
    if (node.isArray()) {
      node.forEach(e -> fields(path + "[]", e, into));
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              e -> fields(path + (path.isEmpty() ? "" : ".") + e.getKey(), e.getValue(), into));
    } else {
      into.add(path);
    }
  }

  @Test
  void everyMeterOfOursIsDescribed() throws Exception {
    Everything.tell(state);
    var found = new TreeSet<String>();
    get("/metrics")
        .body()
        .lines()
        .filter(l -> l.startsWith("# TYPE pgwalstreams_"))
        .map(l -> l.split(" ", -1)[2])
        .forEach(found::add);
    assertThat(described("metrics.md")).isEqualTo(found);
  }

  /** What stands in the first column of the page's tables. */
  private static Set<String> described(String page) throws IOException {
    var names = new TreeSet<String>();
    Pattern.compile("(?m)^\\| `([^`]+)` \\|")
        .matcher(Files.readString(REFERENCE.resolve(page)))
        .results()
        .forEach(r -> names.add(r.group(1)));
    return names;
  }
}
