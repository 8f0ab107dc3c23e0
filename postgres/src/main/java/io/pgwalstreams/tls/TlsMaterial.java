package io.pgwalstreams.tls;

import org.jspecify.annotations.Nullable;

/**
 * What a TLS client knows: PEM texts, as they stand in a Secret. Immutable.
 *
 * @param ca certificates to trust; null: those of the JVM
 * @param certificate the client's own chain, leaf first; null: none
 * @param key the client's private key: PKCS#8, PKCS#1 or SEC 1, not encrypted; null: none
 */
public record TlsMaterial(@Nullable String ca, @Nullable String certificate, @Nullable String key) {

  /** No own certificate, and the JVM's trust. */
  public static final TlsMaterial NONE = new TlsMaterial(null, null, null);

  public TlsMaterial {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "a client certificate needs its key, and the key its certificate");
    }
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "TlsMaterial[ca=" + (ca != null) + ", certificate=" + (certificate != null) + "]";
  }
}
