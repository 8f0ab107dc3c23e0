package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.tls.TlsMaterial;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where NATS is, and as whom to come. Immutable.
 *
 * @param servers URLs with nats, tls, ws or wss and without user information; one that answers is
 *     enough
 * @param tls null: TLS only where a URL says tls or wss, with the JVM's trust
 * @param apiPrefix the subjects of JetStream's API without a trailing dot, as in {@code $JS.API}
 * @param name shown in the server's connection list
 * @param connectTimeout for the connect to one server, TLS and authentication included
 */
public record NatsEndpoint(
    List<String> servers,
    NatsCredentials credentials,
    @Nullable TlsMaterial tls,
    String apiPrefix,
    String name,
    Duration connectTimeout) {

  /** JetStream of the own account, without a domain. */
  public static final String DEFAULT_API_PREFIX = "$JS.API";

  public NatsEndpoint {
    servers = List.copyOf(servers);
  }

  /** The API prefix of a JetStream domain. */
  public static String domainPrefix(String domain) {
    return "$JS." + domain + ".API";
  }

  boolean encrypted() {
    return tls != null
        || servers.stream().anyMatch(s -> s.startsWith("tls:") || s.startsWith("wss:"));
  }

  /** Never the credentials. */
  @Override
  public String toString() {
    return String.join(", ", servers);
  }
}
