package io.pgwalstreams.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrdTest {
  private static final Path COMMITTED = Path.of("generated/walstreams.pgwalstreams.io-v1.yml");

  @Test
  void theCommittedCrdIsWhatTheRecordsSay() throws IOException {
    String generated = GeneratedCrd.yaml();
    if (Boolean.getBoolean("update.crds")) {
      Files.writeString(COMMITTED, generated);
    }
    assertThat(Files.readString(COMMITTED))
        .as("the CRD is stale: run 'make crds' and commit the result")
        .isEqualTo(generated);
  }
}
