package io.pgwalstreams.operator.source;

import io.pgwalstreams.database.PublicationDefinition;
import java.util.Optional;

/** What is to be done in the database next. Immutable. */
sealed interface SourceAction {

  /** There is no such publication. */
  record CreatePublication(PublicationDefinition definition) implements SourceAction {}

  /** It is ours, and another one than asked for. */
  record AlterPublication(PublicationDefinition definition) implements SourceAction {}

  /**
   * It belonged to the WalStream of that uid.
   *
   * @param slot that goes with it; empty when the slot is not managed
   */
  record TakeOver(String publication, String uid, Optional<String> slot) implements SourceAction {}

  /**
   * There is no such slot.
   *
   * @param publication whose claim names the slot; empty when the publication is not ours
   */
  record CreateSlot(String name, boolean failover, Optional<String> publication)
      implements SourceAction {}
}
