package io.pgwalstreams.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.pgwalstreams.api.Annotations;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.operator.status.ConditionType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One reconciliation: the resource, the SDK's context, and what follows from the two. Immutable.
 */
record Situation(WalStreamResource resource, Context<WalStreamResource> context) {

  Key key() {
    return key(resource);
  }

  static Key key(WalStreamResource resource) {
    var m = resource.getMetadata();
    return new Key(m.getNamespace(), m.getName(), m.getUid());
  }

  @Nullable WalStreamStatus status() {
    return resource.getStatus();
  }

  /** The id of the halt that the status tells of. */
  Optional<String> haltId() {
    return Optional.ofNullable(resource.getStatus())
        .map(WalStreamStatus::halt)
        .map(WalStreamStatus.Halt::id);
  }

  /** The halt that a person accepts, if it is the one at hand. */
  Optional<String> acceptedHalt() {
    return annotation(Annotations.ACCEPT).filter(id -> haltId().filter(id::equals).isPresent());
  }

  /**
   * What the accepted halt says, for as long as the status tells of it; an empty text afterwards.
   * Read from the status, which changes together with the binding: a pod's words are gone with it.
   */
  Optional<String> consent() {
    return acceptedHalt().map(id -> haltText(resource.getStatus()));
  }

  static String haltText(@Nullable WalStreamStatus status) {
    if (status == null || status.halt() == null || status.conditions() == null) {
      return "";
    }
    String reason = status.halt().reason();
    return status.conditions().stream()
        .filter(c -> c.type().equals(ConditionType.Streaming.name()))
        .filter(c -> c.status() == WalStreamStatus.ConditionStatus.False)
        .filter(c -> c.reason().equals(reason))
        .map(WalStreamStatus.Condition::message)
        .findFirst()
        .orElse("");
  }

  /** The uid of the WalStream whose publication and slot a person gives to this one. */
  Optional<String> takeOver() {
    return annotation(Annotations.TAKE_OVER);
  }

  private Optional<String> annotation(String name) {
    return Annotations.read(resource.getMetadata().getAnnotations(), name);
  }

  /** The server that it was bound to. */
  Optional<String> boundSystem() {
    return Optional.ofNullable(resource.getStatus())
        .map(WalStreamStatus::source)
        .map(WalStreamStatus.Source::systemIdentifier);
  }

  boolean intended(WalStreamDocument document) {
    return intended(resource.getStatus(), document);
  }

  /**
   * True once the status says that publication and slot of these names are to be ours, as far as
   * they are managed: what was used as it is does not become ours by another word in the spec.
   */
  static boolean intended(@Nullable WalStreamStatus status, WalStreamDocument document) {
    if (status == null || status.slot() == null || status.publication() == null) {
      return false;
    }
    WalStreamStatus.Slot slot = status.slot();
    WalStreamStatus.Publication publication = status.publication();
    return document.slotName().equals(slot.name())
        && document.publicationName().equals(publication.name())
        && managed(document.spec().slot().existing() == null, slot.managed())
        && managed(document.spec().publication().managed() != null, publication.managed());
  }

  private static boolean managed(boolean asked, @Nullable Boolean intended) {
    return !asked || Boolean.TRUE.equals(intended);
  }
}
