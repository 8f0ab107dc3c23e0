package io.pgwalstreams.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The schema of the CRD. */
final class CrdSchema {
  private static final String RESOURCE = "/walstream-schema.json";

  private CrdSchema() {}

  /**
   * {@code openAPIV3Schema} of the one version, without its descriptions. Of a file of its own: to
   * read the CRD's YAML took a tenth of a worker's start.
   */
  static JsonNode load() {
    try (InputStream in = CrdSchema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the program");
      }
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
