package io.pgwalstreams.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrdTest {
  private static final Path COMMITTED = Path.of("generated/walstreams.pgwalstreams.io-v1.yml");

  private static final Path SCHEMA = Path.of("generated/walstream-schema.json");

  private static void isCommitted(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("update.crds")) {
      Files.writeString(file, generated);
    }
    assertThat(Files.readString(file))
        .as("%s is stale: run 'make crds' and commit the result", file)
        .isEqualTo(generated);
  }

  @Test
  void theCommittedCrdIsWhatTheRecordsSay() throws IOException {
    isCommitted(COMMITTED, GeneratedCrd.yaml());
  }

  @Test
  void theSchemaThatDocumentsAreCheckedByIsTheCrds() throws IOException {
    isCommitted(SCHEMA, GeneratedCrd.schema());
  }

  /**
   * The API server stores defaults. A list is compared as a whole by tools that apply from Git, as
   * Argo CD: one default in an item, and what was applied differs from what is there for ever.
   */
  @Test
  void noDefaultStandsInsideAList() throws IOException {
    JsonNode spec = GeneratedCrd.openApi(Files.readString(COMMITTED)).at("/properties/spec");

    assertThat(spec.findValues("default")).as("there are some").isNotEmpty();
    assertThat(spec.findValues("items"))
        .isNotEmpty()
        .allSatisfy(items -> assertThat(items.findValues("default")).isEmpty());
  }
}
