package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody does who tries it for the first time, word for word. */
class TutorialE2E {
  @RegisterExtension static final Cluster cluster = new Cluster("shop");

  private static PostgresPod postgres;
  private static NatsPod nats;

  @BeforeAll
  static void servers() {
    OperatorInstall.clusterWide().install();
    postgres = PostgresPod.start(cluster);
    nats = NatsPod.start(cluster);
    postgres.replicator("replicator", "change-me");
    postgres.table("users", "replicator");
  }

  @Test
  void appliedReadyInsertedReceived() {
    Instant applied = Instant.now();
    String example = Settings.ROOT + "/examples/minimal.yaml";
    cluster.kubectl("apply", "-f", example).ok();
    cluster.kubectl("wait", "--for=condition=Ready", "walstream/shop", "--timeout=60s").ok();
    Duration toReady = Duration.between(applied, Instant.now());

    postgres.sql("INSERT INTO users (name) VALUES ('Ada'), ('Grace')");
    try (StreamReader reader = nats.reader()) {
      List<Event> events = reader.exactly("db", 2);
      assertThat(events)
          .extracting(Event::change)
          .containsExactly("db.public.users.insert 1", "db.public.users.insert 2");
      assertThat(events.getFirst().data().path("name").asText()).isEqualTo("Ada");
    }
    cluster.kubectl("diff", "-f", example).ok();
    System.out.println("Ready " + toReady + " after kubectl apply");
    System.out.println(cluster.kubectl("get", "walstreams").ok());
    System.out.println(cluster.kubectl("get", "walstreams", "-o", "wide").ok());
    System.out.println(cluster.kubectl("describe", "walstream", "shop").ok());
  }
}
