package io.pgwalstreams.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * A request that was to change something.
 *
 * @param verb the HTTP method, or APPLY
 * @param path without the query
 */
public record ApiCall(String verb, String path, String body) {

  /** As {@code APPLY deployments/orders-worker}. */
  public String line() {
    return verb + " " + path.replaceFirst("^/apis?/.*/namespaces/[^/]+/", "");
  }

  JsonNode json() {
    return body.isEmpty()
        ? MissingNode.getInstance()
        : Serialization.unmarshal(body, JsonNode.class);
  }
}
