package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The source. */
public record DatabaseSpec(
    @JsonPropertyDescription(
            "Host name or address, without protocol and port. In Kubernetes a name without a dot is a Service of the WalStream's namespace. It may change: what identifies the server is its system identifier.")
        @Required
        @Pattern("^[^\\s/@?#%,'\"\\\\]+$")
        @Size(min = 1, max = 253)
        String host,
    @JsonPropertyDescription("Port.") @Default("5432") @Min(1) @Max(65535) Integer port,
    @JsonPropertyDescription("Name of the database; fixed once bound.")
        @Required
        @Pattern("^[^\\x00]+$")
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription(
            "Whose changes are read as: a role with LOGIN and REPLICATION, and CONNECT on the database.")
        @Required
        UserPasswordRef credentials,
    @JsonPropertyDescription(
            "Who creates the publication, when that is not the role of credentials: it must own the tables. Never given to the worker's pod.")
        @Nullable UserPasswordRef setupCredentials,
    @JsonPropertyDescription("TLS.") @Default("{}") Tls tls) {

  public DatabaseSpec {
    port = port == null ? 5432 : port;
    tls = tls == null ? new Tls(null, null, null) : tls;
  }

  /** TLS to PostgreSQL, as libpq has it. */
  @ValidationRule(
      value =
          "!has(self.mode) || self.mode != 'disable' || (!has(self.caCertificate) && !has(self.clientCertificate))",
      message = "tls.mode 'disable' uses no certificates: remove them, or write 'verify-full'")
  public record Tls(
      @JsonPropertyDescription(
              "disable, prefer, require, verify-ca or verify-full, as sslmode of libpq. Default: verify-full when a CA is given, else prefer.")
          @Nullable TlsMode mode,
      @JsonPropertyDescription(
              "The CA that has signed the server's certificate. Absent with verify-ca or verify-full: the public CAs.")
          @Nullable CertificateSource caCertificate,
      @JsonPropertyDescription("Client certificate.")
          @Nullable ClientCertificate clientCertificate) {

    /** The mode in force. */
    public TlsMode effectiveMode() {
      if (mode != null) {
        return mode;
      }
      return caCertificate == null ? TlsMode.PREFER : TlsMode.VERIFY_FULL;
    }
  }

  /** sslmode. */
  public enum TlsMode {
    @JsonProperty("disable")
    DISABLE,
    @JsonProperty("prefer")
    PREFER,
    @JsonProperty("require")
    REQUIRE,
    @JsonProperty("verify-ca")
    VERIFY_CA,
    @JsonProperty("verify-full")
    VERIFY_FULL
  }
}
