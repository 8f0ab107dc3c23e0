package io.pgwalstreams.operator.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The repository's files, as text and as trees. */
final class Manifests {
  static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

  private static final YAMLMapper YAML = new YAMLMapper();

  private Manifests() {}

  static String text(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a file. */
  static List<JsonNode> in(String file) {
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text(file))) {
      return new ArrayList<>(values.readAll());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one of this kind and name. */
  static JsonNode in(String file, String kind, String name) {
    return in(file).stream()
        .filter(d -> d.path("kind").asText().equals(kind))
        .filter(d -> d.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
