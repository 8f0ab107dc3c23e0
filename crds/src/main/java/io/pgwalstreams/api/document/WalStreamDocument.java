package io.pgwalstreams.api.document;

import io.pgwalstreams.api.v1alpha1.WalStreamSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A WalStream that keeps every rule of the CRD.
 *
 * @param namespace {@code default} when the document names none
 * @param uid of the resource in Kubernetes; null by hand
 * @param generation 0 by hand
 */
public record WalStreamDocument(
    String namespace,
    String name,
    @Nullable String uid,
    long generation,
    Map<String, String> annotations,
    WalStreamSpec spec) {

  public WalStreamDocument {
    annotations = Map.copyOf(annotations);
  }

  /** {@code namespace/name}. */
  public String id() {
    return namespace + "/" + name;
  }
}
