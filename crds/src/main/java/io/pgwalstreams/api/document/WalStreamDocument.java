package io.pgwalstreams.api.document;

import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.api.v1alpha1.ResourceNames;
import io.pgwalstreams.api.v1alpha1.SlotSpec;
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

  /** The slot's name: as written, or the default one. */
  public String slotName() {
    SlotSpec slot = spec.slot();
    SlotSpec.Existing existing = slot.existing();
    if (existing != null) {
      return existing.name();
    }
    SlotSpec.Managed managed = slot.managed();
    return managed == null || managed.name() == null ? standardName() : managed.name();
  }

  /** The publication's name: as written, or the default one. */
  public String publicationName() {
    PublicationSpec publication = spec.publication();
    PublicationSpec.Existing existing = publication.existing();
    if (existing != null) {
      return existing.name();
    }
    PublicationSpec.Managed managed = publication.managed();
    return managed == null || managed.name() == null ? standardName() : managed.name();
  }

  private String standardName() {
    return ResourceNames.inDatabase(namespace, name);
  }
}
