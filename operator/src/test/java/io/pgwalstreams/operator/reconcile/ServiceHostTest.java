package io.pgwalstreams.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceHostTest {

  @ParameterizedTest
  @CsvSource({
    "postgres, postgres.shop.svc",
    "postgres.data, postgres.data",
    "postgres.shop.svc.cluster.local, postgres.shop.svc.cluster.local",
    "db.example.com., db.example.com.",
    "10.0.0.7, 10.0.0.7",
    "fd00::7, fd00::7",
    "localhost, localhost"
  })
  void aNameWithoutADotIsAServiceOfTheWalStreamsNamespace(String host, String meant) {
    assertThat(ServiceHost.of(host, "shop")).isEqualTo(meant);
  }
}
