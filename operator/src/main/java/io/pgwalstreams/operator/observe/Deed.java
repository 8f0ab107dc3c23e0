package io.pgwalstreams.operator.observe;

/**
 * Something that the operator did to the database, or took care not to do. Immutable.
 *
 * @param what a sentence without its stop
 */
public record Deed(Kind kind, String what) {

  /** The Event's reason. */
  public String reason() {
    return kind.name();
  }

  /** What kind. */
  public enum Kind {
    PublicationCreated,
    PublicationAltered,
    PublicationTakenOver,
    PublicationDropped,
    /** The document names another one by now, or another database, and nothing will drop it. */
    PublicationLeft,
    SlotCreated,
    SlotDropped,
    /** It stays at a deletion, since another WalStream has it. */
    SlotLeft
  }
}
