package io.pgwalstreams.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * What an API server makes of an apply patch: the manager's fields are set, and those that it
 * applied before and has dropped are removed. Every list is one value, as if the schema said
 * atomic, and conflicts are always forced. Pure.
 */
final class ServerSideApply {
  private static final Set<String> NOBODYS = Set.of("apiVersion", "kind", "status");
  private static final Set<String> THE_SERVERS =
      Set.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp", "managedFields");

  private ServerSideApply() {}

  /** The object that is to be stored. */
  static ObjectNode merged(ObjectNode current, ObjectNode applied, String manager) {
    ObjectNode next = current.deepCopy();
    ObjectNode fields = fields(applied);
    remove(next, owned(current, manager), fields);
    ObjectNode set = applied.deepCopy();
    set.remove("status");
    merge(next, set);
    own(next, manager, fields);
    return next;
  }

  private static ObjectNode fields(ObjectNode applied) {
    ObjectNode all = applied.deepCopy();
    all.remove(NOBODYS);
    if (all.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(THE_SERVERS);
    }
    return named(all);
  }

  private static ObjectNode named(ObjectNode object) {
    ObjectNode names = JsonNodeFactory.instance.objectNode();
    object
        .properties()
        .forEach(
            field ->
                names.set(
                    "f:" + field.getKey(),
                    field.getValue() instanceof ObjectNode inner
                        ? named(inner)
                        : JsonNodeFactory.instance.objectNode()));
    return names;
  }

  private static ObjectNode owned(ObjectNode object, String manager) {
    for (JsonNode entry : object.at("/metadata/managedFields")) {
      if (isOf(entry, manager)) {
        return (ObjectNode) entry.get("fieldsV1");
      }
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private static boolean isOf(JsonNode entry, String manager) {
    return entry.path("manager").asText().equals(manager)
        && entry.path("operation").asText().equals("Apply");
  }

  private static void remove(ObjectNode object, JsonNode before, JsonNode now) {
    before
        .properties()
        .forEach(
            field -> {
              String name = field.getKey().substring("f:".length());
              JsonNode kept = now.path(field.getKey());
              if (field.getValue().isEmpty()) {
                if (kept.isMissingNode()) {
                  object.remove(name);
                }
              } else if (object.get(name) instanceof ObjectNode inner) {
                remove(inner, field.getValue(), kept);
                if (inner.isEmpty() && kept.isMissingNode()) {
                  object.remove(name);
                }
              }
            });
  }

  private static void merge(ObjectNode object, ObjectNode applied) {
    applied
        .properties()
        .forEach(
            field -> {
              if (field.getValue() instanceof ObjectNode inner
                  && object.get(field.getKey()) instanceof ObjectNode target) {
                merge(target, inner);
              } else {
                object.set(field.getKey(), field.getValue());
              }
            });
  }

  private static void own(ObjectNode object, String manager, ObjectNode fields) {
    ObjectNode metadata = (ObjectNode) object.get("metadata");
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    for (JsonNode entry : metadata.path("managedFields")) {
      if (!isOf(entry, manager)) {
        entries.add(entry);
      }
    }
    entries
        .addObject()
        .put("manager", manager)
        .put("operation", "Apply")
        .put("apiVersion", object.path("apiVersion").asText())
        .put("fieldsType", "FieldsV1")
        .set("fieldsV1", fields);
    metadata.set("managedFields", entries);
  }
}
