package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that was never set up for logical replication. */
class WalLevelE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @Test
  void saysWhatToSetAndHealsAfterTheRestart() {
    Shop shop = Shop.open(cluster, "wal_level=replica");
    shop.table("t");
    shop.walStreams().apply(shop.walStream("t"));
    WalStreams.Condition ready =
        shop.walStreams().awaitReason("t", "Ready", "WalLevelInsufficient");
    assertThat(ready.message()).contains("set wal_level = logical in postgresql.conf and restart");
    assertThat(shop.postgres().publications()).isEmpty();

    PostgresPod.start(cluster);
    shop.walStreams().await("t", "Ready", "True");
  }
}
