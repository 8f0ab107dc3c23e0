package io.pgwalstreams.operator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.observe.WorkerReport.Gap;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import io.pgwalstreams.operator.observe.WorkerReport.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a worker of this version answers; its own tests write the samples. */
class WorkerSamplesTest {
  private static final Stream STREAM =
      new Stream("db", "2026-01-01T00:00:00.123456789Z", "file", 3);

  private static WorkerReport sample(String name) throws IOException {
    String resource = "/worker/" + name + ".json";
    try (InputStream in = WorkerSamplesTest.class.getResourceAsStream(resource)) {
      return WorkerReportReader.read(
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void readsWhoStarts() throws IOException {
    assertThat(sample("starting"))
        .isEqualTo(
            new WorkerReport(
                "0.1.0",
                Phase.STARTING,
                Optional.empty(),
                false,
                "ExactlyOnce",
                0,
                "abc",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()));
  }

  @Test
  void readsWhoStreams() throws IOException {
    assertThat(sample("streaming"))
        .isEqualTo(
            new WorkerReport(
                "0.1.0",
                Phase.STREAMING,
                Optional.empty(),
                true,
                "ExactlyOnce",
                4,
                "abc",
                Optional.empty(),
                Optional.of(STREAM),
                Optional.of(Lsn.parse("0/20")),
                List.of()));
  }

  @Test
  void readsHowFarWhoHasEventsInFlightIs() throws IOException {
    assertThat(sample("in-flight").published()).contains(Lsn.parse("0/18"));
  }

  @Test
  void readsWhoWaitsAndCannotUseItsFiles() throws IOException {
    WorkerReport report = sample("waiting");

    assertThat(report.phase()).isEqualTo(Phase.WAITING);
    assertThat(report.why())
        .contains(
            new Failure(Reason.NatsUnreachable, "no connection to nats:4222", "start the server"));
    assertThat(report.configBroken()).contains("filter 'a.b.c' is none: write schema.table");
    assertThat(report.stream()).contains(STREAM);
  }

  @Test
  void readsWhoHasHalted() throws IOException {
    WorkerReport report = sample("halted");

    assertThat(report.phase()).isEqualTo(Phase.HALTED);
    assertThat(report.why().orElseThrow().reason()).isEqualTo(Reason.SlotAdvanced);
    assertThat(report.stream()).isEmpty();
  }

  @Test
  void readsGapsWithAndWithoutABeginning() throws IOException {
    assertThat(sample("behind-gaps").gaps())
        .containsExactly(
            new Gap("0/18/2", "0/30", "2026-01-02T03:04:05.678Z", "SlotAdvanced"),
            new Gap("", "0/40", "2026-01-02T03:04:05.678Z", "SlotAdvanced"));
  }
}
