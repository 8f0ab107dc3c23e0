package io.pgwalstreams.plugin.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.testkit.EncryptedServers;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.tls.TlsMaterial;
import io.pgwalstreams.worker.jetstream.NatsCredentials;
import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardedPortIT {
  private static NatsEndpoint endpoint(String server, String certificate) {
    return new NatsEndpoint(
        List.of(server),
        new NatsCredentials.None(),
        new TlsMaterial(certificate, null, null),
        NatsEndpoint.DEFAULT_API_PREFIX,
        "test",
        Duration.ofSeconds(5));
  }

  /** The certificate is for localhost, and not for the address that is dialled. */
  @Test
  void theCertificateIsComparedWithTheServersName() throws InterruptedException {
    try (var servers = EncryptedServers.start(PostgresVersion.PG17)) {
      String named = "tls://localhost:4222";
      try (TailConnection connection =
          TailConnection.open(
              endpoint(named, servers.certificate()), Map.of(named, servers.nats().port()))) {
        assertThat(connection.wasDenied()).isFalse();
      }

      String other = "tls://nats.shop.svc:4222";
      assertThatThrownBy(
              () ->
                  TailConnection.open(
                      endpoint(other, servers.certificate()), Map.of(other, servers.nats().port())))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("NatsTlsFailed")
          .hasMessageContaining("another host");
    }
  }
}
