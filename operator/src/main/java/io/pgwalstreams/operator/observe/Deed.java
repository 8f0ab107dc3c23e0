package io.pgwalstreams.operator.observe;

/**
 * Something that the operator did to the database. Immutable.
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
    SlotCreated,
    SlotDropped
  }
}
