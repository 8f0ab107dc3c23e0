package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.OldTlsServer;
import io.pgwalstreams.testkit.TestAuthority;
import io.pgwalstreams.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsTlsIT {
  private static final JetStreamSettings SETTINGS =
      new JetStreamSettings("db", "pgwalstreams", "shop.orders", null);

  @TempDir private static Path folder;
  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static TestAuthority.Issued own;
  private static TestAuthority.Issued client;

  @BeforeAll
  static void certificates() {
    authority = new TestAuthority(folder, "ours");
    stranger = new TestAuthority(folder, "theirs");
    own = authority.issue("nats.test", "dns:localhost");
    client = authority.issue("worker");
  }

  private static NatsServer server(String more) {
    return NatsServer.start(
        "tls { cert_file: \""
            + own.certificateFile()
            + "\", key_file: \""
            + own.keyFile()
            + "\", ca_file: \""
            + authority.certificateFile()
            + "\", "
            + more
            + " }");
  }

  private static NatsEndpoint endpoint(String url, @Nullable TlsMaterial tls) {
    return new NatsEndpoint(
        List.of(url),
        new NatsCredentials.None(),
        tls,
        NatsEndpoint.DEFAULT_API_PREFIX,
        "it",
        Duration.ofSeconds(2));
  }

  private static TlsMaterial trusting(TestAuthority ca) {
    return new TlsMaterial(ca.certificate(), null, null);
  }

  private static TlsMaterial certified() {
    return new TlsMaterial(authority.certificate(), client.certificate(), client.key());
  }

  private static String named(NatsServer server) {
    return "nats://localhost:" + server.port();
  }

  private static void assertComesIn(NatsEndpoint endpoint) {
    try (var port = JetStreamClient.connect(endpoint, SETTINGS)) {
      assertThat(port.stream().join()).isEmpty();
    }
  }

  private static Failure refusal(NatsEndpoint endpoint) {
    try (var port = JetStreamClient.connect(endpoint, SETTINGS)) {
      return failure(port);
    }
  }

  private static Failure failure(JetStreamPort port) {
    try {
      port.stream().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FailureException f) {
        return f.failure();
      }
      throw e;
    }
    throw new AssertionError("nothing failed");
  }

  @Test
  void comesInByTlsAndDemandsTheHostsName() {
    try (var server = server("")) {
      assertComesIn(endpoint(named(server), trusting(authority)));
      assertComesIn(endpoint("tls://localhost:" + server.port(), trusting(authority)));
      var other = refusal(endpoint("nats://127.0.0.1:" + server.port(), trusting(authority)));
      assertThat(other.reason()).isEqualTo(Reason.NatsTlsFailed);
      assertThat(other.message()).contains("another host");
      assertThat(other.remedy()).contains("use a host name that the certificate holds");
    }
  }

  @Test
  void aForeignAuthorityIsNotTrusted() {
    try (var server = server("")) {
      for (var tls : new TlsMaterial[] {trusting(stranger), TlsMaterial.NONE}) {
        var failure = refusal(endpoint(named(server), tls));
        assertThat(failure.reason()).isEqualTo(Reason.NatsTlsFailed);
        assertThat(failure.remedy()).contains("caCertificate");
      }
      assertThat(refusal(endpoint("tls://localhost:" + server.port(), null)).reason())
          .isEqualTo(Reason.NatsTlsFailed);
    }
  }

  @Test
  void comesInByMutualTls() {
    try (var server = server("verify: true")) {
      assertComesIn(endpoint(named(server), certified()));
      var without = refusal(endpoint(named(server), trusting(authority)));
      assertThat(without.reason()).isEqualTo(Reason.NatsTlsFailed);
      assertThat(without.remedy()).contains("client certificate");
    }
  }

  @Test
  void saysWhichSideDoesNotSpeakTls() {
    try (var server = server("")) {
      var plain = refusal(endpoint(named(server), null));
      assertThat(plain.reason()).isEqualTo(Reason.NatsTlsFailed);
      assertThat(plain.remedy()).contains("tls://");
    }
    try (var server = NatsServer.start()) {
      var wanted = refusal(endpoint(named(server), trusting(authority)));
      assertThat(wanted.reason()).isEqualTo(Reason.NatsTlsFailed);
      assertThat(wanted.message()).contains("does not speak TLS");
    }
  }

  @Test
  void aServerThatInsistsOnTls11IsRefused() throws IOException {
    try (var server = OldTlsServer.nats()) {
      var failure = refusal(endpoint("tls://localhost:" + server.port(), trusting(authority)));
      assertThat(failure.reason()).isEqualTo(Reason.NatsTlsFailed);
      await().untilAsserted(() -> assertThat(server.answer()).as("an alert").isEqualTo(21));
    }
  }

  @Test
  void certificatesAreReplacedWithoutLosingThePort() {
    try (var server = server("verify: true");
        var port =
            JetStreamClient.connect(endpoint(named(server), trusting(authority)), SETTINGS)) {
      assertThat(failure(port).reason()).isEqualTo(Reason.NatsTlsFailed);
      port.refresh(endpoint(named(server), certified()));
      await().until(port::connected);
      assertThat(port.stream().join()).isEmpty();
    }
  }
}
