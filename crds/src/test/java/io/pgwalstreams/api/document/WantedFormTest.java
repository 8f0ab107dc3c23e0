package io.pgwalstreams.api.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pgwalstreams.api.document.WantedForm.Place;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WantedFormTest {
  private static final Pattern EXAMPLE = Pattern.compile("such as `(?<yaml>[^`]+)`");
  private static final YAMLMapper YAML = new YAMLMapper();

  private final JsonNode schema = CrdSchema.load().path("properties").path("spec");

  @Test
  void everyFieldsExampleIsOfTheFormThatItsSchemaWants() {
    Map<String, String> wrong = new TreeMap<>();
    everyField(
        schema,
        (name, field) -> {
          String sentence = WantedForm.sentence(Place.ROOT.field(name), field);
          List<String> ofType =
              SchemaCheck.violations(yaml(sentence).path(name), field).stream()
                  .filter(v -> v.contains("of type") || v.contains("unknown") || v.contains("Req"))
                  .toList();
          if (!ofType.isEmpty()) {
            wrong.put(sentence, ofType.toString());
          }
        });
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyFieldSaysWhatItWantsToWhoeverWroteAnotherType() {
    everyField(
        schema,
        (name, field) -> {
          boolean text = field.path("type").asText().equals("string");
          JsonNodeFactory nodes = JsonNodeFactory.instance;
          JsonNode other = text ? nodes.booleanNode(true) : nodes.textNode("s3cret");
          assertThat(SchemaCheck.violations(other, field))
              .singleElement()
              .asString()
              .contains("; write ")
              .containsPattern(EXAMPLE)
              .doesNotContain("s3cret");
        });
  }

  private static JsonNode yaml(String sentence) {
    Matcher example = EXAMPLE.matcher(sentence);
    assertThat(example.find()).as(sentence).isTrue();
    try {
      return YAML.readTree(example.group("yaml"));
    } catch (JsonProcessingException e) {
      throw new AssertionError(sentence, e);
    }
  }

  private static void everyField(JsonNode schema, BiConsumer<String, JsonNode> what) {
    schema
        .path("properties")
        .properties()
        .forEach(
            p -> {
              what.accept(p.getKey(), p.getValue());
              everyField(p.getValue(), what);
              everyField(p.getValue().path("items"), what);
            });
  }
}
