package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that was never set up for logical replication. */
class WalLevelE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();
  @RegisterExtension static final Cluster elsewhere = new Cluster();

  @Test
  void saysWhatToSetHealsAfterTheRestartAndLeavesAnotherAlone() {
    Shop neighbour = Shop.open(elsewhere);
    neighbour.start("neighbour");
    String wellSince = readySince();
    Shop shop = Shop.open(cluster, "wal_level=replica");
    shop.table("t");
    shop.walStreams().apply(shop.walStream("t"));
    WalStreams.Condition ready =
        shop.walStreams().awaitReason("t", "Ready", "WalLevelInsufficient");
    assertThat(ready.message()).contains("set wal_level = logical in postgresql.conf and restart");
    shop.walStreams().awaitEvent("t", "Warning WalLevelInsufficient");
    assertThat(shop.postgres().publications()).isEmpty();
    neighbour.insert("neighbour", 1, 3);
    try (StreamReader reader = neighbour.nats().reader()) {
      assertThat(reader.exactly("neighbour", 3)).hasSize(3);
    }

    PostgresPod.start(cluster);
    shop.walStreams().await("t", "Ready", "True");
    assertThat(readySince()).isEqualTo(wellSince).startsWith("True ");
  }

  private static String readySince() {
    return elsewhere
        .kubectl(
            "get",
            "walstream",
            "neighbour",
            "-o",
            "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"
                + " {.status.conditions[?(@.type==\"Ready\")].lastTransitionTime}"
                + " {.status.worker.restarts}")
        .ok();
  }
}
