package io.pgwalstreams.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The schema in the CRD that this program carries. */
final class CrdSchema {
  private static final String RESOURCE = "/walstreams.pgwalstreams.io-v1.yml";

  private CrdSchema() {}

  /** {@code openAPIV3Schema} of the one version. */
  static JsonNode load() {
    try (InputStream in = CrdSchema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the program");
      }
      return new YAMLMapper()
          .readTree(in)
          .path("spec")
          .path("versions")
          .path(0)
          .path("schema")
          .path("openAPIV3Schema");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
