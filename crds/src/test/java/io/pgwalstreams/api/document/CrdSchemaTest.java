package io.pgwalstreams.api.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code kubectl explain} shows. */
class CrdSchemaTest {
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
  void everyFieldSaysWhatItIs() {
    visit("", CrdSchema.load());
    assertThat(fields).contains(".spec.publication.managed.tables[].columns", ".status.halt.id");
    assertThat(silent).isEmpty();
  }
}
