package io.pgwalstreams.operator.desired;

import java.util.Map;

/** The labels and names of what the operator makes. Pure. */
public final class Labels {
  /** The WalStream's name; on every object of a worker. */
  public static final String WALSTREAM = "pgwalstreams.io/walstream";

  /** Selects every object that the operator has made. */
  public static final String SELECTOR = "app.kubernetes.io/managed-by=pgwalstreams-operator";

  private Labels() {}

  /** Of an object of this WalStream. */
  public static Map<String, String> of(String walStream) {
    return Map.of(
        "app.kubernetes.io/name",
        "pgwalstreams-worker",
        "app.kubernetes.io/managed-by",
        "pgwalstreams-operator",
        WALSTREAM,
        walStream);
  }

  /** What selects the pods of this WalStream. */
  static Map<String, String> selector(String walStream) {
    return Map.of("app.kubernetes.io/name", "pgwalstreams-worker", WALSTREAM, walStream);
  }

  /** The name of its ConfigMap, ServiceAccount, Deployment and NetworkPolicy. */
  public static String objectName(String walStream) {
    return walStream + "-worker";
  }
}
