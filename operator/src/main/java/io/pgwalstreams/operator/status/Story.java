package io.pgwalstreams.operator.status;

/**
 * Something that happened to a WalStream, to be told once, as a Kubernetes Event. Immutable.
 *
 * @param reason one word
 * @param note a sentence
 */
public record Story(Type type, String reason, String note) {

  /** Kubernetes' words. */
  public enum Type {
    Normal,
    Warning
  }
}
