package io.pgwalstreams.operator.desired;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgwalstreams.api.Digests;
import io.pgwalstreams.api.v1alpha1.WalStreamSpec;
import io.pgwalstreams.operator.desired.FieldEffect.Effect;
import java.nio.charset.StandardCharsets;

/**
 * Changes when a field changes that a running worker cannot take up. What is fixed belongs to it: a
 * WalStream that is not bound yet may change it, and a worker that runs refuses to. Made of the
 * spec with its defaults, so that a default written out changes nothing. Pure.
 */
final class RestartHash {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  private RestartHash() {}

  static String of(WalStreamSpec spec) {
    JsonNode tree = JSON.valueToTree(spec);
    ObjectNode relevant = JSON.createObjectNode();
    for (FieldEffect field : FieldEffect.ALL) {
      if (field.effect() != Effect.LIVE && !field.isPod()) {
        relevant.set(field.path(), tree.at("/" + field.path().replace('.', '/')));
      }
    }
    return sha256(relevant);
  }

  private static String sha256(ObjectNode relevant) {
    try {
      return Digests.sha256Hex(
          JSON.writeValueAsString(relevant).getBytes(StandardCharsets.UTF_8), 16);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
