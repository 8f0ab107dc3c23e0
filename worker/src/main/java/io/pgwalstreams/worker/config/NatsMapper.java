package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.Durations;
import io.pgwalstreams.api.v1alpha1.NatsSpec;
import io.pgwalstreams.api.v1alpha1.Quantity;
import io.pgwalstreams.api.v1alpha1.UserPasswordRef;
import io.pgwalstreams.postgres.Certificates;
import io.pgwalstreams.postgres.References;
import io.pgwalstreams.worker.jetstream.JetStreamSettings;
import io.pgwalstreams.worker.jetstream.NatsCredentials;
import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From the document to NATS, with what it refers to. */
public final class NatsMapper {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(10);

  private final WalStreamDocument document;
  private final References secrets;

  public NatsMapper(WalStreamDocument document, References secrets) {
    this.document = document;
    this.secrets = secrets;
  }

  /** Where NATS is, and as whom to come; FailureException with SecretMissing. */
  public NatsEndpoint endpoint() {
    NatsSpec nats = document.spec().nats();
    NatsSpec.Tls tls = nats.tls();
    return new NatsEndpoint(
        nats.servers(),
        credentials(nats.credentials()),
        tls == null
            ? null
            : new Certificates(secrets).material(tls.caCertificate(), tls.clientCertificate()),
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
        nats.subjectPrefix() + ".>",
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
