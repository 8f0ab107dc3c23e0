package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.desired.Labels;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.util.Map;
import java.util.Set;

/** Whose an object is. Pure. */
final class Ownership {
  private Ownership() {}

  /**
   * The WalStream by the object's label: pods belong to a ReplicaSet, and a restored object may
   * have lost its owner.
   */
  static Set<ResourceID> walStream(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    String name = labels == null ? null : labels.get(Labels.WALSTREAM);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
  }

  /** True when the object has the label, or is owned and somebody has taken the label away. */
  static boolean isOf(HasMetadata object, WalStreamResource resource) {
    return walStream(object).contains(ResourceID.fromResource(resource))
        || object.hasOwnerReferenceFor(resource);
  }

  /** Why an object that is none of ours stays as it is. */
  static Failure foreign(HasMetadata object) {
    return Reason.ClaimedByAnother.because(
        object.getKind()
            + " '"
            + object.getMetadata().getName()
            + "' exists and was not made by the operator",
        "delete it, or give the WalStream another name");
  }
}
