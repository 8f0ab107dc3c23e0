package io.pgwalstreams.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** A Kubernetes object to apply, made from another one. Immutable. */
record Document(ObjectNode tree) {
  private static final YAMLMapper YAML = new YAMLMapper();

  static Document of(String yaml) {
    try {
      return new Document((ObjectNode) YAML.readTree(yaml));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a file below the repository's root. */
  static List<Document> in(String file) {
    try {
      return all(Files.readString(Settings.ROOT.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  /** The documents of a text; those that hold nothing are left out. */
  static List<Document> all(String yaml) {
    try (var parser = YAML.createParser(yaml)) {
      return YAML.readValues(parser, JsonNode.class).readAll().stream()
          .filter(JsonNode::isObject)
          .map(tree -> new Document((ObjectNode) tree))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The WalStream of examples/minimal.yaml, without its namespace. */
  static Document minimal() {
    return in("examples/minimal.yaml").getFirst().with("metadata: {namespace: null}");
  }

  /** Changed by a merge patch (RFC 7396) in YAML: null removes, lists are replaced. */
  Document with(String patch) {
    try {
      JsonNode changed = merged(tree, YAML.readTree(patch));
      return new Document((ObjectNode) changed);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode merged(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode result =
        target.isObject() ? target.deepCopy() : JsonNodeFactory.instance.objectNode();
    for (var field : patch.properties()) {
      if (field.getValue().isNull()) {
        result.remove(field.getKey());
      } else {
        result.set(field.getKey(), merged(result.path(field.getKey()), field.getValue()));
      }
    }
    return result;
  }

  Document named(String name) {
    return with("metadata: {name: " + name + "}");
  }

  String kind() {
    return tree.path("kind").asText();
  }

  String name() {
    return tree.path("metadata").path("name").asText();
  }

  String yaml() {
    try {
      return YAML.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
