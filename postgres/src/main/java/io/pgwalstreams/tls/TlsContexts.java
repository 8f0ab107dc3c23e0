package io.pgwalstreams.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts. Thread-safe. */
public final class TlsContexts {
  private static final char[] NO_PASSWORD = {};

  private TlsContexts() {}

  /** How much of the server's certificate is checked. */
  public enum Check {
    /** Nothing: encryption without knowing with whom. */
    NONE,
    /** It comes from a trusted authority. */
    CHAIN,
    /** And it is for the host that was asked for (RFC 2818: names and addresses). */
    CHAIN_AND_HOST
  }

  /**
   * A client's context. Throws GeneralSecurityException with a message that follows on the name of
   * what is wrong, as in {@code client key: no BEGIN PRIVATE KEY in it}.
   */
  public static SSLContext client(TlsMaterial material, Check check)
      throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(keyManagers(material), new TrustManager[] {trust(material.ca(), check)}, null);
    return context;
  }

  private static KeyManager @Nullable [] keyManagers(TlsMaterial material)
      throws GeneralSecurityException {
    var certificate = material.certificate();
    var key = material.key();
    if (certificate == null || key == null) {
      return null;
    }
    var store = emptyStore();
    var chain = named("client certificate", () -> Pem.certificates(certificate));
    store.setKeyEntry(
        "client",
        named("client key", () -> Pem.privateKey(key)),
        NO_PASSWORD,
        chain.toArray(Certificate[]::new));
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager trust(@Nullable String ca, Check check)
      throws GeneralSecurityException {
    return switch (check) {
      case NONE -> new UncheckedTrust();
      case CHAIN -> new CheckedTrust(authorities(ca), false);
      case CHAIN_AND_HOST -> new CheckedTrust(authorities(ca), true);
    };
  }

  private static X509ExtendedTrustManager authorities(@Nullable String ca)
      throws GeneralSecurityException {
    KeyStore store = null;
    if (ca != null) {
      store = emptyStore();
      int n = 0;
      for (X509Certificate certificate : named("CA certificate", () -> Pem.certificates(ca))) {
        store.setCertificateEntry("ca" + n++, certificate);
      }
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (var manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("the JVM has no X.509 trust manager");
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store could not be made", e);
    }
    return store;
  }

  private interface Reading<T> {
    T read() throws GeneralSecurityException;
  }

  private static <T> T named(String what, Reading<T> reading) throws GeneralSecurityException {
    try {
      return reading.read();
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException(what + ": " + e.getMessage(), e);
    }
  }
}
