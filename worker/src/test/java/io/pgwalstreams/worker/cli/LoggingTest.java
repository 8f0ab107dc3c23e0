package io.pgwalstreams.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.api.v1alpha1.WorkerSpec.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Logger log = LoggerFactory.getLogger("pgwalstreams");

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(err);
    Logging.configure(Logging.Format.TEXT, LogLevel.WARN);
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void eachLineIsOneObjectThatSaysWhoseItIs() throws IOException {
    Logging.configure(Logging.Format.JSON, LogLevel.INFO);
    Logging.identify("shop/users", "db", "ws_users");
    log.atWarn().addKeyValue("reason", "SlotInUse").log("waiting: somebody\nreads");
    assertThat(text().lines()).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(text());
    assertThat(Instant.parse(line.path("time").asText())).isBeforeOrEqualTo(Instant.now());
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("message").asText()).isEqualTo("waiting: somebody\nreads");
    assertThat(line.path("reason").asText()).isEqualTo("SlotInUse");
    assertThat(line.path("walstream").asText()).isEqualTo("shop/users");
    assertThat(line.path("stream").asText()).isEqualTo("db");
    assertThat(line.path("slot").asText()).isEqualTo("ws_users");
  }

  @Test
  void peopleReadLines() {
    Logging.configure(Logging.Format.TEXT, LogLevel.INFO);
    log.info("publication is as asked for");
    assertThat(text()).contains("INFO  publication is as asked for").doesNotContain("{");
  }

  @Test
  void theLevelChangesWhileItRuns() {
    Logging.configure(Logging.Format.TEXT, LogLevel.WARN);
    log.info("unheard");
    Logging.setLevel(LogLevel.INFO);
    log.info("heard");
    assertThat(text()).contains("heard").doesNotContain("unheard");
  }
}
