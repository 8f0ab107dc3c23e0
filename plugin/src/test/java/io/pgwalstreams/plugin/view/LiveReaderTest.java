package io.pgwalstreams.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Of the samples that the worker's own tests write. */
class LiveReaderTest {
  private static final String METRICS =
      """
      # HELP pgwalstreams_acknowledged_events_total Events that JetStream has acknowledged
      # TYPE pgwalstreams_acknowledged_events_total counter
      pgwalstreams_acknowledged_events_total{walstream="shop/shop"} 1.2345678E7
      """;

  private static String sample(String name) throws IOException {
    return Files.readString(
        Path.of(System.getProperty("basedir", "."), "..")
            .resolve("operator/src/test/resources/worker/" + name + ".json"));
  }

  @Test
  void readsWhoHasEventsInFlight() throws IOException {
    Live live = LiveReader.read("p", sample("in-flight"), METRICS);
    assertThat(live.phase()).isEqualTo(Phase.STREAMING);
    assertThat(live.inFlight()).hasValue(3);
    assertThat(live.acknowledged()).hasValue(12_345_678);
    assertThat(live.published()).contains(Lsn.parse("0/18"));
    assertThat(live.lag()).hasValue(8);
    assertThat(live.retained()).hasValue(32);
  }

  @Test
  void whoStartsDoesNotKnowHowFarItIs() throws IOException {
    Live live = LiveReader.read("p", sample("starting"), "");
    assertThat(live.lag()).isEmpty();
    assertThat(live.acknowledged()).isEmpty();
  }

  @Test
  void whatIsNoAnswerIsSaid() {
    assertThatThrownBy(() -> LiveReader.read("p", "<html>", ""))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("/status cannot be read");
  }
}
