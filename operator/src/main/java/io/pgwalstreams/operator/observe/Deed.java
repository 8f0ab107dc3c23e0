package io.pgwalstreams.operator.observe;

/**
 * Something that the operator did to the database. Immutable.
 *
 * @param what a sentence without its stop
 */
public record Deed(Kind kind, String what) {

  /** What kind; the word is the Event's reason. */
  public enum Kind {
    PublicationCreated,
    PublicationAltered,
    PublicationDropped,
    SlotCreated,
    SlotDropped
  }
}
