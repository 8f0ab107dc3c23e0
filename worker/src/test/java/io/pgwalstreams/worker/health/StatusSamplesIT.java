package io.pgwalstreams.worker.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.pipeline.PipelineListener.Phase;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import io.pgwalstreams.worker.pipeline.PipelineListener.Start;
import io.pgwalstreams.worker.pipeline.PipelineListener.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Answers of {@code /status}, kept for the operator's tests, which read them. */
class StatusSamplesIT {
  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", "."), "..", "operator/src/test/resources/worker");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Failure NATS_AWAY =
      Reason.NatsUnreachable.because("no connection to nats:4222", "start the server");
  private static final Failure ADVANCED =
      Reason.SlotAdvanced.because("slot 'slot' is at 0/30, not at 0/20", "restore the slot");

  private final WorkerMetrics metrics = new WorkerMetrics("shop/shop", "0.1.0", Clock.systemUTC());
  private final WorkerState state =
      new WorkerState(
          Status.of(
              "shop/shop",
              "0.1.0",
              new Status.Target("app@postgres:5432/app", "slot", "db", "ExactlyOnce"),
              "abc"),
          Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC),
          metrics,
          new Journal());

  @Test
  void starting() throws Exception {
    isSample("starting");
  }

  @Test
  void streaming() throws Exception {
    streams();
    isSample("streaming");
  }

  @Test
  void withEventsInFlight() throws Exception {
    streams();
    state.progress(3, 500, 7, new Position(Lsn.parse("0/18"), 2));
    isSample("in-flight");
  }

  @Test
  void waiting() throws Exception {
    streams();
    state.waiting(NATS_AWAY);
    state.configBroken(Reason.InvalidSpec.because("filter 'a.b.c' is none", "write schema.table"));
    isSample("waiting");
  }

  @Test
  void halted() throws Exception {
    state.halted("3f9a0c61b2de", ADVANCED, true, new Position(Lsn.parse("0/18"), 2));
    isSample("halted");
  }

  @Test
  void behindGaps() throws Exception {
    state.gap("3f9a0c61b2de", ADVANCED, new Position(Lsn.parse("0/18"), 2), Lsn.parse("0/30"));
    state.gap("a0c61b2de3f9", ADVANCED, null, Lsn.parse("0/40"));
    streams();
    isSample("behind-gaps");
  }

  private void streams() {
    state.stream(new Stream("db", "2026-01-01T00:00:00.123456789Z", "file", 3));
    state.starting(
        "R1",
        "first start",
        new Start("7380000000000000001", 1, Lsn.parse("0/10"), 6, 1, "m1", false, true, true));
    state.applied(4, "m1");
    state.phase(Phase.STREAMING);
    state.progress(0, 0, 7, new Position(Lsn.parse("0/18"), Position.WHOLE));
    state.confirmed(Lsn.parse("0/20"), Lsn.parse("0/10"));
    state.slot(new SlotNumbers(Lsn.parse("0/20"), Lsn.parse("0/10"), "reserved", 32, 16, null));
  }

  private void isSample(String name) throws IOException, InterruptedException {
    Path sample = SAMPLES.resolve(name + ".json");
    String answer = status();
    if (Boolean.getBoolean("update.goldens")) {
      Files.createDirectories(SAMPLES);
      Files.writeString(
          sample,
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(answer)) + "\n");
    }
    assertThat(JSON.readTree(answer))
        .as("-Dupdate.goldens=true writes it anew; then run the operator's tests")
        .isEqualTo(JSON.readTree(Files.readString(sample, UTF_8)));
  }

  private String status() throws IOException, InterruptedException {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var server = HealthServer.listen(any, state, metrics);
        var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/status"));
      return http.send(request.build(), BodyHandlers.ofString()).body();
    }
  }
}
