package io.pgwalstreams.operator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerReportReaderTest {
  private static final String STREAMING =
      """
      {"name": "shop/shop", "version": "0.1.0", "phase": "STREAMING", "streamed": true,
       "target": {"database": "app", "slot": "s", "stream": "db", "delivery": "ExactlyOnce"},
       "stream": {"name": "db", "created": "2026-01-01T00:00:00Z", "storage": "file", "replicas": 3},
       "resume": {"row": "R1", "sentence": "first start", "start": {"system": "738"}},
       "progress": {"inFlight": 0, "inFlightBytes": 0, "sequence": 7, "position": "0/10/3",
                    "received": "0/20", "confirmed": "0/10"},
       "slot": {"walEnd": "0/20", "walStatus": "reserved"},
       "config": {"hash": "abc", "appliedGeneration": 4, "mapping": "m"},
       "gaps": [{"id": "a1", "reason": "SlotLost", "to": "0/9", "time": "2026-01-01T00:00:00Z"}],
       "ofALaterVersion": {"more": []}}
      """;

  @Test
  void readsAWorkerThatStreams() {
    assertThat(WorkerReportReader.read(STREAMING))
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
                Optional.of(new WorkerReport.Stream("db", "2026-01-01T00:00:00Z", "file", 3)),
                Optional.of(Lsn.parse("0/20")),
                List.of(new WorkerReport.Gap("", "0/9", "2026-01-01T00:00:00Z", "SlotLost"))));
  }

  @Test
  void whatIsInFlightIsNotPublished() {
    String text = STREAMING.replace("\"inFlight\": 0", "\"inFlight\": 2");
    assertThat(WorkerReportReader.read(text).published()).contains(Lsn.parse("0/10"));
  }

  @Test
  void readsAWorkerThatHasJustStarted() {
    var report =
        WorkerReportReader.read(
            """
            {"name": "shop/shop", "version": "1", "phase": "STARTING", "streamed": false,
             "target": {"delivery": "AtLeastOnce"},
             "config": {"hash": "abc", "appliedGeneration": 0, "broken": "write filter"}, "gaps": []}
            """);
    assertThat(report.phase()).isEqualTo(Phase.STARTING);
    assertThat(report.streamed()).isFalse();
    assertThat(report.stream()).isEmpty();
    assertThat(report.published()).isEmpty();
    assertThat(report.configBroken()).contains("write filter");
  }

  @Test
  void readsWhatItWaitsFor() {
    String text =
        STREAMING
            .replace("STREAMING", "WAITING")
            .replace(
                "\"streamed\"",
                "\"why\": {\"reason\": \"StreamFull\", \"message\": \"full\", \"remedy\": \"empty it\"},"
                    + " \"streamed\"");
    assertThat(WorkerReportReader.read(text).why())
        .contains(new Failure(Reason.StreamFull, "full", "empty it"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "[]",
        "{}",
        "{\"phase\": 3}",
        "{\"version\": \"1\", \"phase\": \"DREAMING\"}",
        "{\"version\": \"1\", \"phase\": \"WAITING\", \"why\": {\"reason\": \"Moon\"}}",
      })
  void saysWhyATextIsNoReport(String text) {
    assertThatThrownBy(() -> WorkerReportReader.read(text))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("/status cannot be read");
  }

  @Test
  void namesTheWordThatItDoesNotKnow() {
    assertThatThrownBy(() -> WorkerReportReader.read(STREAMING.replace("STREAMING", "DREAMING")))
        .hasMessageContaining("'DREAMING', which is no Phase known here");
  }

  @Test
  void refusesAPositionThatIsNone() {
    assertThatThrownBy(() -> WorkerReportReader.read(STREAMING.replace("0/20", "x")))
        .isInstanceOf(FailureException.class);
  }

  /** Each replaces what a worker writes by what it does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"appliedGeneration\": 4   | \"appliedGeneration\": \"4\"",
        "\"appliedGeneration\": 4   | \"appliedGeneration\": 4.5",
        "\"appliedGeneration\": 4   | \"appliedGeneration\": -4",
        "\"appliedGeneration\": 4   | \"appliedGeneration\": 1e400",
        "\"appliedGeneration\": 4   | \"appliedGeneration\": 99999999999999999999",
        "\"replicas\": 3            | \"replicas\": [3]",
        "\"replicas\": 3            | \"replicas\": {}",
        "\"inFlight\": 0            | \"inFlight\": \"none\"",
        "\"version\": \"0.1.0\"     | \"version\": \"\"",
        "\"version\": \"0.1.0\"     | \"version\": {\"major\": 1}",
        "\"storage\": \"file\"      | \"storage\": null",
        "\"hash\": \"abc\"          | \"hash\": 7",
        "\"target\": {              | \"target\": [], \"other\": {",
        "\"to\": \"0/9\"            | \"to\": 9",
        "\"gaps\": [{               | \"gaps\": [7, {",
      })
  void refusesWhatIsOfAnotherType(String written, String instead) {
    assertThat(STREAMING).contains(written);
    String text = STREAMING.replace(written, instead);

    assertThatThrownBy(() -> WorkerReportReader.read(text))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("/status cannot be read");
  }

  @Test
  void refusesAFailureThatSaysNothing() {
    String text =
        STREAMING.replace(
            "\"streamed\"",
            "\"why\": {\"reason\": \"StreamFull\", \"message\": \" \", \"remedy\": \"x\"}, \"streamed\"");

    assertThatThrownBy(() -> WorkerReportReader.read(text)).isInstanceOf(FailureException.class);
  }

  @Test
  void refusesWordsThatNoStatusWouldHold() {
    String text = STREAMING.replace("0.1.0", "1".repeat(100_000));

    assertThatThrownBy(() -> WorkerReportReader.read(text))
        .hasMessageContaining("field 'version' has 100000 characters");
  }

  @Test
  void refusesWhatIsNestedWithoutEnd() {
    String text = STREAMING.replace("[]", "[".repeat(50_000) + "]".repeat(50_000));

    assertThatThrownBy(() -> WorkerReportReader.read(text)).isInstanceOf(FailureException.class);
  }

  @Test
  void shortensSentences() {
    String text =
        STREAMING.replace("\"mapping\": \"m\"", "\"broken\": \"" + "long ".repeat(10_000) + "\"");

    assertThat(WorkerReportReader.read(text).configBroken().orElseThrow())
        .hasSizeLessThan(8200)
        .endsWith("…");
  }

  @Test
  void readsNoMoreGapsThanAStatusKeeps() {
    String gap = "{\"to\": \"0/%d\", \"time\": \"2026-01-01T00:00:00Z\", \"reason\": \"SlotLost\"}";
    String gaps =
        IntStream.range(0, 1000).mapToObj(gap::formatted).collect(Collectors.joining(","));
    String text = STREAMING.replaceAll("\"gaps\": \\[[^]]*]", "\"gaps\": [" + gaps + "]");

    assertThat(WorkerReportReader.read(text).gaps())
        .extracting(WorkerReport.Gap::to)
        .containsExactly("0/995", "0/996", "0/997", "0/998", "0/999");
  }
}
