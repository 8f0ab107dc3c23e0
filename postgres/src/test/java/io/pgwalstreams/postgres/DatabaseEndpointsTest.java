package io.pgwalstreams.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.postgres.PostgresEndpoint.TlsMode;
import io.pgwalstreams.tls.TlsMaterial;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseEndpointsTest {
  private static final String TABLES = "publication: {managed: {tables: [{name: users}]}}";

  /** Values by {@code NAME/KEY}. */
  private record Values(Map<String, String> secrets, Map<String, String> configMaps)
      implements References {
    private static String of(Map<String, String> values, String name, String key) {
      String value = values.get(name + "/" + key);
      if (value == null) {
        throw Reason.SecretMissing.because(name + "/" + key + " is not there", "write it")
            .asException();
      }
      return value;
    }

    @Override
    public String secret(String name, String key) {
      return of(secrets, name, key);
    }

    @Override
    public boolean has(String name, String key) {
      return secrets.containsKey(name + "/" + key);
    }

    @Override
    public String configMap(String name, String key) {
      return of(configMaps, name, key);
    }
  }

  private static DatabaseEndpoints endpoints(String more, Values values) {
    return new DatabaseEndpoints(TestDocuments.of(more, TABLES), values);
  }

  @Test
  void readerComesByUserAndPassword() {
    var values = new Values(Map.of("login/username", "u", "login/password", "p"), Map.of());
    var endpoints = endpoints("", values);
    PostgresEndpoint reader = endpoints.reader();
    assertThat(reader).hasToString("u@localhost:5432/app (sslmode prefer)");
    assertThat(reader.password().get()).containsExactly('p');
    assertThat(reader.applicationName()).isEqualTo("pgwalstreams default/shop");
    assertThat(endpoints.owner()).isEmpty();
  }

  @Test
  void ownerHasCredentialsOfItsOwn() {
    var values = new Values(Map.of("setup/username", "owner", "setup/password", "p"), Map.of());
    assertThat(endpoints(", setupCredentials: {secretRef: {name: setup}}", values).owner())
        .hasValueSatisfying(o -> assertThat(o.user()).isEqualTo("owner"));
  }

  @Test
  void clientCertificateStandsInForThePassword() {
    var values =
        new Values(
            Map.of("login/username", "u", "own/tls.crt", "CRT", "own/tls.key", "KEY"),
            Map.of("ca/ca.crt", "CA"));
    PostgresEndpoint reader =
        endpoints(
                ", tls: {caCertificate: {configMapKeyRef: {name: ca, key: ca.crt}},"
                    + " clientCertificate: {secretRef: {name: own}}}",
                values)
            .reader();
    assertThat(reader.password().get()).isEmpty();
    assertThat(reader.tls())
        .isEqualTo(
            new PostgresEndpoint.Tls(TlsMode.VERIFY_FULL, new TlsMaterial("CA", "CRT", "KEY")));
  }

  @Test
  void saysWhatIsMissing() {
    var endpoints = endpoints("", new Values(Map.of("login/username", "u"), Map.of()));
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(endpoints::reader)
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.SecretMissing))
        .withMessageContaining("login/password");
  }
}
