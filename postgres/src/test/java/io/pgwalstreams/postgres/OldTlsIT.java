package io.pgwalstreams.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.postgres.PostgresEndpoint.TlsMode;
import io.pgwalstreams.testkit.OldTlsServer;
import io.pgwalstreams.tls.TlsMaterial;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that is content with TLS 1.1 gets no password. */
class OldTlsIT {
  private static final int ALERT = 21;

  @Test
  void aServerThatInsistsOnTls11IsRefused() throws IOException {
    try (var server = OldTlsServer.postgres()) {
      var connector =
          new PgConnector(
              new PostgresEndpoint(
                  "localhost",
                  server.port(),
                  "postgres",
                  "somebody",
                  "secret"::toCharArray,
                  new PostgresEndpoint.Tls(TlsMode.REQUIRE, TlsMaterial.NONE),
                  "pgwalstreams it",
                  Duration.ofSeconds(5)));
      assertThatExceptionOfType(FailureException.class)
          .isThrownBy(connector::sql)
          .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.DatabaseTlsFailed))
          .satisfies(e -> assertThat(e.failure().message()).contains("TLS"));
      await().untilAsserted(() -> assertThat(server.answer()).isEqualTo(ALERT));
    }
  }
}
