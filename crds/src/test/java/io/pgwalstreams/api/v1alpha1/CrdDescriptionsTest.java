package io.pgwalstreams.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code kubectl explain} shows. */
class CrdDescriptionsTest {
  private final List<String> fields = new ArrayList<>();
  private final List<String> silent = new ArrayList<>();

  private void visit(String path, JsonNode schema) {
    schema
        .path("properties")
        .properties()
        .forEach(
            p -> {
              String at = path + "." + p.getKey();
              fields.add(at);
              if (p.getValue().path("description").asText().isBlank()) {
                silent.add(at);
              }
              visit(at, p.getValue());
              visit(at + "[]", p.getValue().path("items"));
            });
  }

  @Test
  void everyFieldSaysWhatItIs() throws IOException {
    visit("", GeneratedCrd.openApi(GeneratedCrd.yaml()));
    assertThat(fields).contains(".spec.publication.managed.tables[].columns", ".status.halt.id");
    assertThat(silent).isEmpty();
  }
}
