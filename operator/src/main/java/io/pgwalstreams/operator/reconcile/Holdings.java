package io.pgwalstreams.operator.reconcile;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.DeletionPolicy;
import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.api.v1alpha1.SlotSpec;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a WalStream has in its database that is to go with it. Pure.
 *
 * @param slot its name; empty when it stays, or was never to be ours
 * @param publication its name; empty when it stays
 */
record Holdings(Optional<String> slot, Optional<String> publication) {

  /** What the document asks to be dropped at the end: needs a finalizer. */
  static Holdings asked(WalStreamDocument document) {
    SlotSpec slot = document.spec().slot();
    SlotSpec.Managed managed = slot.managed();
    boolean dropSlot =
        slot.existing() == null
            && (managed == null || managed.deletionPolicy() == DeletionPolicy.Delete);
    PublicationSpec.Managed publication = document.spec().publication().managed();
    boolean dropPublication =
        publication != null && publication.deletionPolicy() == DeletionPolicy.Delete;
    return new Holdings(
        dropSlot ? Optional.of(document.slotName()) : Optional.empty(),
        dropPublication ? Optional.of(document.publicationName()) : Optional.empty());
  }

  /**
   * Of that, what the status says was to be created by us. What is ours is decided by the claims in
   * the database; this decides where no claim can be written, and whether a deletion waits for a
   * database that cannot be asked.
   */
  Holdings intended(@Nullable WalStreamStatus status) {
    if (status == null) {
      return new Holdings(Optional.empty(), Optional.empty());
    }
    WalStreamStatus.Slot s = status.slot();
    WalStreamStatus.Publication p = status.publication();
    return new Holdings(
        slot.filter(name -> s != null && Boolean.TRUE.equals(s.managed()) && name.equals(s.name())),
        publication.filter(
            name -> p != null && Boolean.TRUE.equals(p.managed()) && name.equals(p.name())));
  }

  boolean isEmpty() {
    return slot.isEmpty() && publication.isEmpty();
  }

  /** The statements by which a person can drop it. */
  String sql() {
    var sql = new StringBuilder();
    slot.ifPresent(
        name ->
            sql.append("select pg_drop_replication_slot(slot_name) from pg_replication_slots where")
                .append(" slot_name = ")
                .append(io.pgwalstreams.database.SqlIdentifier.literal(name))
                .append(";\n"));
    publication.ifPresent(
        name ->
            sql.append("drop publication if exists ")
                .append(io.pgwalstreams.database.SqlIdentifier.quote(name))
                .append(";\n"));
    return sql.toString();
  }
}
