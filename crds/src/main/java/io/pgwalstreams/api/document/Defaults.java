package io.pgwalstreams.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Fills in the schema's defaults, as the API server does. Pure, but for the tree that it changes.
 */
final class Defaults {
  private Defaults() {}

  static void apply(JsonNode value, JsonNode schema) {
    if (value instanceof ObjectNode object) {
      object(object, schema);
    } else if (value instanceof ArrayNode array) {
      array.forEach(item -> apply(item, schema.path("items")));
    }
  }

  private static void object(ObjectNode object, JsonNode schema) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode standard = property.getValue().get("default");
              JsonNode present = object.get(property.getKey());
              if (standard != null && (present == null || present.isNull())) {
                object.set(property.getKey(), standard.deepCopy());
              }
              JsonNode now = object.get(property.getKey());
              if (now != null) {
                apply(now, property.getValue());
              }
            });
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isObject()) {
      object.properties().forEach(p -> apply(p.getValue(), additional));
    }
  }
}
