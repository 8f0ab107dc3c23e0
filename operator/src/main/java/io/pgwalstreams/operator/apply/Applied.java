package io.pgwalstreams.operator.apply;

/**
 * An object that was created or changed. Immutable.
 *
 * @param kind as Kubernetes writes it
 */
public record Applied(String kind, String name, Deed deed) {

  /** What was done. */
  public enum Deed {
    CREATED,
    CHANGED
  }
}
