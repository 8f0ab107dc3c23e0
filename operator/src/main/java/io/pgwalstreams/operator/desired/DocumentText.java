package io.pgwalstreams.operator.desired;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pgwalstreams.api.Annotations;
import io.pgwalstreams.api.document.WalStreamDocument;

/** The WalStream as its worker reads it. Pure; equal plans give equal bytes. */
final class DocumentText {
  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .build())
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  private DocumentText() {}

  static String of(WorkerPlan plan) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("apiVersion", "pgwalstreams.io/v1alpha1");
    root.put("kind", "WalStream");
    metadata(root.putObject("metadata"), plan.document());
    root.set("spec", spec(plan));
    try {
      return YAML.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree cannot be written as YAML", e);
    }
  }

  /** True when the text is of this very WalStream and generation; somebody may have edited it. */
  static boolean isOf(String text, WalStreamDocument document) {
    try {
      JsonNode metadata = YAML.readTree(text).path("metadata");
      return metadata.path("generation").asLong() == document.generation()
          && metadata.path("uid").asText("").equals(document.uid());
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static void metadata(ObjectNode metadata, WalStreamDocument document) {
    metadata.put("name", document.name());
    metadata.put("namespace", document.namespace());
    metadata.put("generation", document.generation());
    if (document.uid() != null) {
      metadata.put("uid", document.uid());
    }
    String accept = document.annotations().get(Annotations.ACCEPT);
    if (accept != null) {
      metadata.putObject("annotations").put(Annotations.ACCEPT, accept);
    }
  }

  /** A worker looks up every credential that its document names, and is never given these. */
  private static ObjectNode spec(WorkerPlan plan) {
    ObjectNode spec = plan.spec().deepCopy();
    if (spec.get("database") instanceof ObjectNode database) {
      database.remove("setupCredentials");
    }
    return spec;
  }
}
