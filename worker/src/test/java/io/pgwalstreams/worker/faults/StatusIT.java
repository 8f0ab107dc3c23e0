package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a whole worker tells of itself. */
@Timeout(120)
class StatusIT {

  @ParameterizedTest
  @ValueSource(strings = {"ExactlyOnce", "AtLeastOnce"})
  void aStreamingWorkerTellsOfItsStream(String mode) {
    try (Scene scene = Scene.set().with("delivery.mode", mode).started()) {
      JsonNode stream = scene.worker.awaitStreaming().status().path("stream");

      assertThat(stream.path("name").asText()).isEqualTo(WorkerDocument.STREAM);
      assertThat(stream.path("created").asText()).startsWith("20").endsWith("Z");
      assertThat(stream.path("storage").asText()).isEqualTo("file");
      assertThat(stream.path("replicas").asInt()).isEqualTo(1);
    }
  }
}
