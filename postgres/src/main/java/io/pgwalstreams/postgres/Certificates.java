package io.pgwalstreams.postgres;

import io.pgwalstreams.api.v1alpha1.CertificateSource;
import io.pgwalstreams.api.v1alpha1.ClientCertificate;
import io.pgwalstreams.api.v1alpha1.ConfigMapKeyRef;
import io.pgwalstreams.api.v1alpha1.SecretKeyRef;
import io.pgwalstreams.tls.TlsMaterial;
import org.jspecify.annotations.Nullable;

/** From the document's certificates, of whichever connection, to their texts. */
public final class Certificates {
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";

  private final References references;

  public Certificates(References references) {
    this.references = references;
  }

  /** What is named, read; FailureException with SecretMissing. */
  public TlsMaterial material(@Nullable CertificateSource ca, @Nullable ClientCertificate own) {
    String name = own == null ? null : own.secretRef().name();
    return new TlsMaterial(
        ca == null ? null : authority(ca),
        name == null ? null : references.secret(name, CERTIFICATE),
        name == null ? null : references.secret(name, KEY));
  }

  private String authority(CertificateSource source) {
    ConfigMapKeyRef configMap = source.configMapKeyRef();
    if (configMap != null) {
      return references.configMap(configMap.name(), configMap.key());
    }
    SecretKeyRef secret = source.secretKeyRef();
    if (secret == null) {
      throw new IllegalStateException("the CRD demands one of the two");
    }
    return references.secret(secret.name(), secret.key());
  }
}
