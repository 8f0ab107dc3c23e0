package io.pgwalstreams.operator.observe;

/**
 * Which WalStream; one that is made anew under the same name is another one.
 *
 * @param uid of the resource
 */
public record Key(String namespace, String name, String uid) {

  /** {@code namespace/name}, for people. */
  public String display() {
    return namespace + "/" + name;
  }
}
