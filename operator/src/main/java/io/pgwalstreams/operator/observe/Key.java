package io.pgwalstreams.operator.observe;

/**
 * Which WalStream; one that is made anew under the same name is another one.
 *
 * @param uid of the resource
 */
public record Key(String namespace, String name, String uid) {
  /** In a line of the log; the SDK has it on those of a reconciliation. */
  public static final String LOG_NAMESPACE = "resource.namespace";

  /** In a line of the log; the SDK has it on those of a reconciliation. */
  public static final String LOG_NAME = "resource.name";

  /** {@code namespace/name}, for people. */
  public String display() {
    return namespace + "/" + name;
  }
}
