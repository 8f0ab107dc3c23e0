package io.pgwalstreams.operator.desired;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.CertificateSource;
import io.pgwalstreams.api.v1alpha1.ClientCertificate;
import io.pgwalstreams.api.v1alpha1.DatabaseSpec;
import io.pgwalstreams.api.v1alpha1.NatsSpec;
import io.pgwalstreams.api.v1alpha1.UserPasswordRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every Secret and ConfigMap that a document refers to. Pure. */
public final class References {
  private final Map<String, Map<String, Reference.Key>> secrets = new TreeMap<>();
  private final Map<String, Map<String, Reference.Key>> configMaps = new TreeMap<>();

  private References() {}

  /** Each object once: Secrets, then ConfigMaps, by name. */
  public static List<Reference> of(WalStreamDocument document) {
    var all = new References();
    all.database(document.spec().database());
    all.nats(document.spec().nats());
    var list = new ArrayList<Reference>();
    all.secrets.forEach((name, keys) -> list.add(reference(Reference.Kind.SECRET, name, keys)));
    all.configMaps.forEach(
        (name, keys) -> list.add(reference(Reference.Kind.CONFIG_MAP, name, keys)));
    return List.copyOf(list);
  }

  private static Reference reference(
      Reference.Kind kind, String name, Map<String, Reference.Key> keys) {
    return new Reference(kind, name, List.copyOf(keys.values()));
  }

  private void database(DatabaseSpec database) {
    boolean certificate = database.tls().clientCertificate() != null;
    user("spec.database.credentials", database.credentials(), certificate, true);
    UserPasswordRef setup = database.setupCredentials();
    if (setup != null) {
      user("spec.database.setupCredentials", setup, certificate, false);
    }
    ca("spec.database.tls", database.tls().caCertificate());
    certificate("spec.database.tls", database.tls().clientCertificate());
  }

  private void nats(NatsSpec nats) {
    NatsSpec.Tls tls = nats.tls();
    if (tls != null) {
      ca("spec.nats.tls", tls.caCertificate());
      certificate("spec.nats.tls", tls.clientCertificate());
    }
    NatsSpec.Credentials credentials = nats.credentials();
    if (credentials == null) {
      return;
    }
    String field = "spec.nats.credentials.";
    if (credentials.userPassword() != null) {
      user(field + "userPassword", credentials.userPassword(), false, true);
    }
    value(field + "token", credentials.token());
    value(field + "nkey", credentials.nkey());
    value(field + "credsFile", credentials.credsFile());
  }

  /** A client certificate may stand in for the password. */
  private void user(String field, UserPasswordRef user, boolean passwordOptional, boolean mounted) {
    String name = user.secretRef().name();
    secret(name, new Reference.Key(user.usernameKey(), field, false, mounted));
    secret(name, new Reference.Key(user.passwordKey(), field, passwordOptional, mounted));
  }

  private void value(String field, NatsSpec.@Nullable KeySource source) {
    if (source != null) {
      secret(
          source.secretKeyRef().name(),
          new Reference.Key(source.secretKeyRef().key(), field, false, true));
    }
  }

  private void ca(String tls, @Nullable CertificateSource source) {
    if (source == null) {
      return;
    }
    String field = tls + ".caCertificate";
    if (source.secretKeyRef() != null) {
      secret(
          source.secretKeyRef().name(),
          new Reference.Key(source.secretKeyRef().key(), field, false, true));
    }
    if (source.configMapKeyRef() != null) {
      add(
          configMaps,
          source.configMapKeyRef().name(),
          new Reference.Key(source.configMapKeyRef().key(), field, false, true));
    }
  }

  private void certificate(String tls, @Nullable ClientCertificate certificate) {
    if (certificate != null) {
      String name = certificate.secretRef().name();
      secret(name, new Reference.Key("tls.crt", tls + ".clientCertificate", false, true));
      secret(name, new Reference.Key("tls.key", tls + ".clientCertificate", false, true));
    }
  }

  private void secret(String name, Reference.Key key) {
    add(secrets, name, key);
  }

  private static void add(
      Map<String, Map<String, Reference.Key>> kind, String name, Reference.Key key) {
    kind.computeIfAbsent(name, n -> new TreeMap<>()).merge(key.name(), key, References::both);
  }

  private static Reference.Key both(Reference.Key first, Reference.Key second) {
    return new Reference.Key(
        first.name(),
        first.field(),
        first.optional() && second.optional(),
        first.mounted() || second.mounted());
  }
}
