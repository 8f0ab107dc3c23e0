package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The target. */
public record NatsSpec(
    @JsonPropertyDescription("Addresses: nats, tls, ws or wss, without user and password.")
        @Required
        @Size(min = 1, max = 32)
        List<@Pattern("^(nats|tls|ws|wss)://[^\\s/@?#,]+$") @Size(min = 8, max = 300) String>
            servers,
    @JsonPropertyDescription("Who the worker is to NATS. Absent: nobody.")
        @Nullable Credentials credentials,
    @JsonPropertyDescription("TLS.") @Nullable Tls tls,
    @JsonPropertyDescription("How JetStream is reached, when not directly.")
        @Nullable JetStream jetStream,
    @JsonPropertyDescription(
            "First tokens of every subject: PREFIX.SCHEMA.TABLE.ACTION; fixed once bound.")
        @Required
        @Pattern("^[^\\s.*>$][^\\s.*>]*(\\.[^\\s.*>]+)*$")
        @Size(min = 1, max = 200)
        String subjectPrefix,
    @JsonPropertyDescription("The stream.") @Required Stream stream,
    @JsonPropertyDescription(
            "Name of the KV bucket that remembers how far the stream goes; fixed once bound.")
        @Default("pgwalstreams")
        @Pattern("^[-_a-zA-Z0-9]+$")
        @Size(min = 1, max = 200)
        String checkpointBucket) {

  public NatsSpec {
    servers = servers == null ? List.of() : List.copyOf(servers);
    checkpointBucket = checkpointBucket == null ? "pgwalstreams" : checkpointBucket;
  }

  /** Credentials. */
  @ValidationRule(
      value =
          "(has(self.userPassword) ? 1 : 0) + (has(self.token) ? 1 : 0) + (has(self.nkey) ? 1 : 0) + (has(self.credsFile) ? 1 : 0) == 1",
      message = "write exactly one of userPassword, token, nkey and credsFile")
  public record Credentials(
      @JsonPropertyDescription("User and password.") @Nullable UserPasswordRef userPassword,
      @JsonPropertyDescription("Token.") @Nullable KeySource token,
      @JsonPropertyDescription("Seed of an nkey (SU...).") @Nullable KeySource nkey,
      @JsonPropertyDescription("A .creds file: JWT and seed.") @Nullable KeySource credsFile) {}

  /** A value in a Secret. */
  public record KeySource(
      @JsonPropertyDescription("The Secret's key.") @Required SecretKeyRef secretKeyRef) {}

  /** TLS to NATS: the server's name is always verified. */
  public record Tls(
      @JsonPropertyDescription(
              "The CA that has signed the servers' certificates. Absent: the public CAs.")
          @Nullable CertificateSource caCertificate,
      @JsonPropertyDescription("Client certificate.")
          @Nullable ClientCertificate clientCertificate) {}

  /** The way to JetStream. */
  @ValidationRule(
      value = "!(has(self.domain) && has(self.apiPrefix))",
      message = "write one of domain and apiPrefix, not both")
  public record JetStream(
      @JsonPropertyDescription("JetStream domain.")
          @Nullable
          @Pattern("^[^\\s.*>]+$")
          @Size(min = 1, max = 100)
          String domain,
      @JsonPropertyDescription("Prefix of the API's subjects, as imported from another account.")
          @Nullable
          @Pattern("^[^\\s.*>]+(\\.[^\\s.*>]+)*$")
          @Size(min = 1, max = 200)
          String apiPrefix) {}

  /**
   * No dots, wildcards, slashes or spaces, as the server has it; and ASCII, because each publish
   * names the stream in a header.
   */
  static final String STREAM_NAME = "^[!-)+,\\-0-=?-\\[\\]-~]+$";

  /** The stream. */
  public record Stream(
      @JsonPropertyDescription("Name; fixed once bound.")
          @Required
          @Pattern(STREAM_NAME)
          @Size(min = 1, max = 255)
          String name,
      @JsonPropertyDescription(
              "How to create it when it is missing. Absent: it must exist. A stream is never changed or deleted.")
          @Nullable CreateIfMissing createIfMissing) {}

  /** A new stream's settings. */
  public record CreateIfMissing(
      @JsonPropertyDescription("Replicas.") @Default("1") @Min(1) @Max(5) Integer replicas,
      @JsonPropertyDescription("File or Memory.") @Default("File") Storage storage,
      @JsonPropertyDescription("How long events are kept, for example 72h. Absent: for ever.")
          @Nullable
          @Pattern(Durations.PATTERN)
          @Size(min = 1, max = Durations.LONGEST)
          String maxAge,
      @JsonPropertyDescription("How many bytes are kept, for example 50Gi. Absent: no limit.")
          @Nullable
          @Pattern(Quantity.PATTERN)
          @Size(min = 1, max = Quantity.LONGEST)
          String maxBytes,
      @JsonPropertyDescription("Limits, Interest or WorkQueue.") @Default("Limits")
          Retention retention) {

    public CreateIfMissing {
      replicas = replicas == null ? 1 : replicas;
      storage = storage == null ? Storage.File : storage;
      retention = retention == null ? Retention.Limits : retention;
    }
  }

  /** Where a stream is stored. */
  public enum Storage {
    File,
    Memory
  }

  /** When messages go. */
  public enum Retention {
    Limits,
    Interest,
    WorkQueue
  }
}
