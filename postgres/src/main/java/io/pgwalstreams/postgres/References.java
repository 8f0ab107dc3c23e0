package io.pgwalstreams.postgres;

/**
 * The values that a document refers to. A value that is not there is a FailureException with
 * SecretMissing.
 */
public interface References {
  /** The value of a key in a Secret. */
  String secret(String name, String key);

  /** True when there is such a value in a Secret. */
  boolean has(String name, String key);

  /** The value of a key in a ConfigMap. */
  String configMap(String name, String key);
}
