package io.pgwalstreams.plugin.problem;

/**
 * What stands in the way of a command, beside the reasons that a WalStream itself has. Immutable.
 *
 * @param what was found, with the names concerned
 * @param remedy what to do, as an imperative sentence
 */
public record Problem(String what, String remedy) {

  /** For code that cannot go on. */
  public ProblemException asException() {
    return new ProblemException(this, null);
  }
}
