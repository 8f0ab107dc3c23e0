package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.CertificateSource;
import io.pgwalstreams.api.v1alpha1.ClientCertificate;
import io.pgwalstreams.api.v1alpha1.ConfigMapKeyRef;
import io.pgwalstreams.api.v1alpha1.DatabaseSpec;
import io.pgwalstreams.api.v1alpha1.Durations;
import io.pgwalstreams.api.v1alpha1.NatsSpec;
import io.pgwalstreams.api.v1alpha1.Quantity;
import io.pgwalstreams.api.v1alpha1.SecretKeyRef;
import io.pgwalstreams.api.v1alpha1.UserPasswordRef;
import io.pgwalstreams.worker.jetstream.JetStreamSettings;
import io.pgwalstreams.worker.jetstream.NatsCredentials;
import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import io.pgwalstreams.worker.replication.PostgresEndpoint;
import io.pgwalstreams.worker.tls.TlsMaterial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the document to endpoints, with what it refers to. */
final class ConfigMapper {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(10);

  private final WalStreamDocument document;
  private final Secrets secrets;

  ConfigMapper(WalStreamDocument document, Secrets secrets) {
    this.document = document;
    this.secrets = secrets;
  }

  PostgresEndpoint database() {
    return endpoint(document.spec().database().credentials());
  }

  Optional<PostgresEndpoint> setup() {
    return Optional.ofNullable(document.spec().database().setupCredentials()).map(this::endpoint);
  }

  private PostgresEndpoint endpoint(UserPasswordRef credentials) {
    DatabaseSpec database = document.spec().database();
    String user = secrets.secret(credentials.secretRef().name(), credentials.usernameKey());
    char[] password = password(database, credentials).toCharArray();
    return new PostgresEndpoint(
        database.host(),
        database.port(),
        database.name(),
        user,
        () -> password,
        new PostgresEndpoint.Tls(
            mode(database.tls()),
            material(database.tls().caCertificate(), database.tls().clientCertificate())),
        "pgwalstreams " + document.id(),
        CONNECT_TIMEOUT);
  }

  /** A client certificate may stand in for the password. */
  private String password(DatabaseSpec database, UserPasswordRef credentials) {
    if (database.tls().clientCertificate() != null
        && !secrets.has(credentials.secretRef().name(), credentials.passwordKey())) {
      return "";
    }
    return secrets.secret(credentials.secretRef().name(), credentials.passwordKey());
  }

  private static PostgresEndpoint.TlsMode mode(DatabaseSpec.Tls tls) {
    return switch (tls.effectiveMode()) {
      case DISABLE -> PostgresEndpoint.TlsMode.DISABLE;
      case PREFER -> PostgresEndpoint.TlsMode.PREFER;
      case REQUIRE -> PostgresEndpoint.TlsMode.REQUIRE;
      case VERIFY_CA -> PostgresEndpoint.TlsMode.VERIFY_CA;
      case VERIFY_FULL -> PostgresEndpoint.TlsMode.VERIFY_FULL;
    };
  }

  private TlsMaterial material(@Nullable CertificateSource ca, @Nullable ClientCertificate own) {
    String name = own == null ? null : own.secretRef().name();
    return new TlsMaterial(
        ca == null ? null : certificate(ca),
        name == null ? null : secrets.secret(name, "tls.crt"),
        name == null ? null : secrets.secret(name, "tls.key"));
  }

  private String certificate(CertificateSource source) {
    ConfigMapKeyRef configMap = source.configMapKeyRef();
    if (configMap != null) {
      return secrets.configMap(configMap.name(), configMap.key());
    }
    SecretKeyRef secret = source.secretKeyRef();
    if (secret == null) {
      throw new IllegalStateException("the CRD demands one of the two");
    }
    return secrets.secret(secret.name(), secret.key());
  }

  NatsEndpoint nats() {
    NatsSpec nats = document.spec().nats();
    NatsSpec.Tls tls = nats.tls();
    return new NatsEndpoint(
        nats.servers(),
        credentials(nats.credentials()),
        tls == null ? null : material(tls.caCertificate(), tls.clientCertificate()),
        apiPrefix(nats.jetStream()),
        "pgwalstreams " + document.id(),
        CONNECT_TIMEOUT);
  }

  private NatsCredentials credentials(NatsSpec.@Nullable Credentials c) {
    if (c == null) {
      return new NatsCredentials.None();
    }
    UserPasswordRef user = c.userPassword();
    if (user != null) {
      return new NatsCredentials.UserPassword(
          secrets.secret(user.secretRef().name(), user.usernameKey()),
          secrets.secret(user.secretRef().name(), user.passwordKey()).toCharArray());
    }
    if (c.token() != null) {
      return new NatsCredentials.Token(value(c.token()).toCharArray());
    }
    if (c.nkey() != null) {
      return new NatsCredentials.NKey(value(c.nkey()).strip().toCharArray());
    }
    NatsSpec.KeySource file = c.credsFile();
    return file == null
        ? new NatsCredentials.None()
        : new NatsCredentials.CredsFile(value(file).getBytes(StandardCharsets.UTF_8));
  }

  private String value(NatsSpec.KeySource source) {
    return secrets.secret(source.secretKeyRef().name(), source.secretKeyRef().key());
  }

  private static String apiPrefix(NatsSpec.@Nullable JetStream js) {
    if (js == null) {
      return NatsEndpoint.DEFAULT_API_PREFIX;
    }
    String prefix = js.apiPrefix();
    String domain = js.domain();
    if (prefix != null) {
      return prefix;
    }
    return domain == null ? NatsEndpoint.DEFAULT_API_PREFIX : NatsEndpoint.domainPrefix(domain);
  }

  JetStreamSettings stream() {
    NatsSpec nats = document.spec().nats();
    return new JetStreamSettings(
        nats.stream().name(),
        nats.checkpointBucket(),
        document.namespace() + "." + document.name(),
        newStream(nats));
  }

  private static JetStreamSettings.@Nullable NewStream newStream(NatsSpec nats) {
    NatsSpec.CreateIfMissing create = nats.stream().createIfMissing();
    if (create == null) {
      return null;
    }
    String maxAge = create.maxAge();
    String maxBytes = create.maxBytes();
    return new JetStreamSettings.NewStream(
        List.of(nats.subjectPrefix() + ".>"),
        create.replicas(),
        switch (create.storage()) {
          case File -> JetStreamSettings.Storage.FILE;
          case Memory -> JetStreamSettings.Storage.MEMORY;
        },
        maxAge == null ? Duration.ZERO : Durations.parse(maxAge),
        maxBytes == null ? -1 : Quantity.bytes(maxBytes),
        switch (create.retention()) {
          case Limits -> JetStreamSettings.Retention.LIMITS;
          case Interest -> JetStreamSettings.Retention.INTEREST;
          case WorkQueue -> JetStreamSettings.Retention.WORK_QUEUE;
        },
        DUPLICATE_WINDOW);
  }
}
