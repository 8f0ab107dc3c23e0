package io.pgwalstreams.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwalstreams.api.document.WantedForm.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks a value against a structural schema, with the sentences of the API server (apimachinery's
 * field errors around kube-openapi's validation). Behind the sentence about a wrong type, which
 * says what a type is called and not what to write, there is the {@link WantedForm}. Used once.
 */
final class SchemaCheck {
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private final List<String> violations = new ArrayList<>();

  /** Every violation, as {@code path: sentence}. */
  static List<String> violations(JsonNode value, JsonNode schema) {
    var check = new SchemaCheck();
    check.value(Place.ROOT, value, schema);
    return check.violations;
  }

  private void value(Place place, JsonNode value, JsonNode schema) {
    String path = place.path();
    String type = schema.path("type").asText();
    if (!hasType(value, type)) {
      String found = quote(name(value));
      String wanted = WantedForm.sentence(place, schema);
      invalid(path, found, "must be of type " + type + ": " + found + "; " + wanted);
      return;
    }
    enumeration(path, value, schema);
    switch (type) {
      case "object" -> object(place, value, schema);
      case "array" -> array(place, value, schema);
      case "string" -> string(path, value.textValue(), schema);
      case "integer", "number" -> number(path, value, schema);
      default -> {}
    }
  }

  private static boolean hasType(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> true;
    };
  }

  private static String name(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case NULL, MISSING -> "null";
      case OBJECT, POJO, BINARY -> "object";
    };
  }

  private void enumeration(String path, JsonNode value, JsonNode schema) {
    JsonNode allowed = schema.path("enum");
    if (!allowed.isArray()) {
      return;
    }
    var words = new TreeSet<String>();
    allowed.forEach(a -> words.add(a.asText()));
    if (!words.contains(value.asText())) {
      violations.add(
          path
              + ": Unsupported value: "
              + quote(value.asText())
              + ": supported values: "
              + words.stream().map(SchemaCheck::quote).collect(Collectors.joining(", ")));
    }
  }

  private void object(Place place, JsonNode value, JsonNode schema) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        violations.add(place.field(name.asText()).path() + ": Required value");
      }
    }
    JsonNode properties = schema.path("properties");
    JsonNode additional = schema.path("additionalProperties");
    boolean open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    value
        .properties()
        .forEach(
            p -> {
              Place at = place.field(p.getKey());
              if (properties.has(p.getKey())) {
                value(at, p.getValue(), properties.get(p.getKey()));
              } else if (additional.isObject()) {
                value(at, p.getValue(), additional);
              } else if (!open && properties.isObject()) {
                violations.add("unknown field " + quote(at.path()));
              }
            });
    size(place.path(), value.size(), schema, "Properties", "properties");
  }

  private void array(Place place, JsonNode value, JsonNode schema) {
    size(place.path(), value.size(), schema, "Items", "items");
    boolean set = schema.path("x-kubernetes-list-type").asText().equals("set");
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      Place at = place.item(i);
      value(at, value.get(i), schema.path("items"));
      if (set && !seen.add(value.get(i))) {
        violations.add(at.path() + ": Duplicate value: " + value.get(i));
      }
    }
  }

  private void size(String path, int size, JsonNode schema, String limit, String words) {
    JsonNode most = schema.path("max" + limit);
    JsonNode least = schema.path("min" + limit);
    if (most.isNumber() && size > most.asInt()) {
      violations.add(
          path + ": Too many: " + size + ": must have at most " + most.asInt() + " " + words);
    }
    if (least.isNumber() && size < least.asInt()) {
      invalid(path, Integer.toString(size), "should have at least " + least.asInt() + " " + words);
    }
  }

  private void string(String path, String text, JsonNode schema) {
    JsonNode most = schema.path("maxLength");
    JsonNode least = schema.path("minLength");
    JsonNode pattern = schema.path("pattern");
    if (most.isNumber() && text.codePointCount(0, text.length()) > most.asInt()) {
      violations.add(path + ": Too long: may not be more than " + most.asInt() + " bytes");
    }
    if (least.isNumber() && text.getBytes(StandardCharsets.UTF_8).length < least.asInt()) {
      invalid(path, quote(text), "should be at least " + least.asInt() + " chars long");
    }
    if (pattern.isTextual()
        && !PATTERNS.computeIfAbsent(pattern.textValue(), Pattern::compile).matcher(text).find()) {
      invalid(path, quote(text), "should match '" + pattern.textValue() + "'");
    }
  }

  private void number(String path, JsonNode value, JsonNode schema) {
    JsonNode most = schema.path("maximum");
    JsonNode least = schema.path("minimum");
    if (most.isNumber() && value.doubleValue() > most.doubleValue()) {
      invalid(path, value.asText(), "should be less than or equal to " + most.asLong());
    }
    if (least.isNumber() && value.doubleValue() < least.doubleValue()) {
      invalid(path, value.asText(), "should be greater than or equal to " + least.asLong());
    }
  }

  private void invalid(String path, String found, String words) {
    violations.add(path + ": Invalid value: " + found + ": " + path + " in body " + words);
  }

  private static String quote(String text) {
    return "\"" + text + "\"";
  }
}
