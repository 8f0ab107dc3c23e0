package io.pgwalstreams.worker.resume;

/** Which gaps were accepted. */
public interface Consent {
  /** True when the halt of this id is accepted, by its id or by policy. */
  boolean accepts(String haltId);

  /** True when the halt of this id is accepted by its id: somebody has seen it. */
  default boolean names(String haltId) {
    return accepts(haltId);
  }

  /** Accepts nothing. */
  Consent NONE = id -> false;
}
