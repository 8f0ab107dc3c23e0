package io.pgwalstreams.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNameTest {
  @Test
  void isReadAsPodsReadIt() {
    var expected = new ServiceName("nats", "shop", 4222);
    assertThat(ServiceName.of("nats://nats:4222", "shop")).contains(expected);
    assertThat(ServiceName.of("nats://nats", "shop")).contains(expected);
    assertThat(ServiceName.of("tls://nats.shop:4222", "other")).contains(expected);
    assertThat(ServiceName.of("nats://nats.shop.svc:4222", "other")).contains(expected);
    assertThat(ServiceName.of("nats://nats.shop.svc.cluster.local", "other")).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nats://nats.example.com",
        "nats://10.0.0.1:4222",
        "nats://[::1]:4222",
        "wss://nats.shop.svc"
      })
  void othersAreReachedAsTheyAre(String server) {
    assertThat(ServiceName.of(server, "shop")).isEmpty();
  }
}
