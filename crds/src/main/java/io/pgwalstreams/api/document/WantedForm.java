package io.pgwalstreams.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a schema wants at a place, for whoever wrote a value of another type there: what to write,
 * an example of it, and the fields that there are. Nothing of what was written is shown: it may be
 * a password. Pure.
 */
final class WantedForm {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private static final String TEXT = "text";

  private WantedForm() {}

  /**
   * A place in a document.
   *
   * @param path from the root, as the API server prints it
   * @param name the field, in an example of a text
   * @param before what an example has before the value, as in {@code tables: [}
   * @param after what it has behind it
   */
  record Place(String path, String name, String before, String after) {
    static final Place ROOT = new Place("", TEXT, "", "");

    Place field(String name) {
      String key = PLAIN.matcher(name).matches() ? name : "\"" + name.replace("\"", "\\\"") + "\"";
      return new Place(path.isEmpty() ? name : path + "." + name, name, key + ": ", "");
    }

    Place item(int i) {
      return new Place(path + "[" + i + "]", TEXT, before + "[", "]" + after);
    }
  }

  /** As in {@code write an object, such as `existing: {name: NAME}` (fields: name)}. */
  static String sentence(Place place, JsonNode schema) {
    return "write "
        + type(schema)
        + ", such as `"
        + place.before()
        + example(place.name(), schema)
        + place.after()
        + "`"
        + fields(schema);
  }

  private static String type(JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "object" -> "an object";
      case "array" -> "a list";
      case "string" -> "a text";
      case "integer" -> "a whole number without quotes";
      case "number" -> "a number without quotes";
      case "boolean" -> "true or false without quotes";
      default -> "a value";
    };
  }

  private static String fields(JsonNode schema) {
    List<String> required = required(schema);
    var optional = new ArrayList<String>();
    schema.path("properties").fieldNames().forEachRemaining(optional::add);
    optional.removeAll(required);
    if (required.isEmpty() && optional.isEmpty()) {
      return "";
    }
    if (required.isEmpty()) {
      return " (fields, none of which is always required: " + String.join(", ", optional) + ")";
    }
    return " (required: "
        + String.join(", ", required)
        + (optional.isEmpty() ? "" : "; optional: " + String.join(", ", optional))
        + ")";
  }

  private static List<String> required(JsonNode schema) {
    var names = new ArrayList<String>();
    schema.path("required").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** A value of the smallest useful form, as YAML in one line. */
  private static String example(String name, JsonNode schema) {
    JsonNode standard = schema.path("default");
    return switch (schema.path("type").asText()) {
      case "object" -> "{" + object(schema) + "}";
      case "array" ->
          "[" + (standard.isEmpty() ? example(TEXT, schema.path("items")) : words(standard)) + "]";
      default -> scalar(name, schema);
    };
  }

  private static String words(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
  }

  private static String scalar(String name, JsonNode schema) {
    if (schema.path("default").isValueNode()) {
      return schema.path("default").asText();
    }
    if (schema.path("enum").isArray()) {
      return schema.path("enum").path(0).asText();
    }
    return switch (schema.path("type").asText()) {
      case "integer", "number" -> schema.path("minimum").asText("1");
      case "boolean" -> "true";
      default -> HUMP.matcher(name).replaceAll("_").toUpperCase(Locale.ROOT);
    };
  }

  private static String object(JsonNode schema) {
    JsonNode properties = schema.path("properties");
    if (properties.isEmpty()) {
      JsonNode any = schema.path("additionalProperties");
      return any.isObject() ? "NAME: " + example(TEXT, any) : "...";
    }
    List<String> shown = required(schema);
    if (shown.isEmpty()) {
      shown = List.of(mostTelling(properties));
    }
    return shown.stream()
        .map(name -> name + ": " + example(name, properties.path(name)))
        .collect(Collectors.joining(", "));
  }

  /**
   * Where nothing is required one field is shown: best one that has a form of its own, for that is
   * what is written wrongly, next one whose value needs no invention.
   */
  private static String mostTelling(JsonNode properties) {
    return first(properties, p -> p.has("required") || p.path("items").has("required"))
        .or(() -> first(properties, p -> p.path("default").isValueNode()))
        .or(() -> first(properties, p -> true))
        .orElseThrow();
  }

  private static Optional<String> first(JsonNode properties, Predicate<JsonNode> wanted) {
    return properties.properties().stream()
        .filter(p -> wanted.test(p.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
