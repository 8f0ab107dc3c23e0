package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another PostgreSQL answers under the same name. */
class ReplacedE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @Test
  void haltsAndGoesOnWithTheNewServerOnceAPersonAcceptsTheGap() {
    Shop shop = Shop.open(cluster);
    shop.start("moved");
    shop.insert("moved", 1, 3);
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("moved", 3)).hasSize(3);
    }

    replacePostgres(shop);
    WalStreams.Condition ready = shop.walStreams().awaitReason("moved", "Ready", "SystemChanged");
    assertThat(ready.message()).contains("the WalStream is bound to");
    assertThat(shop.postgres().publications()).isEmpty();
    assertThat(shop.postgres().slots()).isEmpty();

    shop.walStreams().acceptHalt("moved");
    shop.walStreams().await("moved", "Ready", "True");
    shop.insert("moved", 4, 6);
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("moved", 7))
          .extracting(Event::subject)
          .containsSubsequence("moved.gap", "moved.public.moved.insert")
          .endsWith("moved.public.moved.insert");
    }
    assertThat(shop.walStreams().halt("moved")).isEmpty();
  }

  private static void replacePostgres(Shop shop) {
    cluster
        .kubectl("delete", "statefulset", "postgres", "--cascade=foreground", "--wait=true")
        .ok();
    cluster.kubectl("delete", "pvc", "data-postgres-0", "--wait=true").ok();
    PostgresPod.start(cluster);
    shop.postgres().replicator(Shop.ROLE, Shop.PASSWORD);
    shop.table("moved");
  }
}
