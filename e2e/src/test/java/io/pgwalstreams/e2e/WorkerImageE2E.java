package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The worker's image as a pod, without the operator. */
class WorkerImageE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final int ROWS = 2000;

  private static PostgresPod postgres;
  private static NatsPod nats;

  @BeforeAll
  static void servers() {
    postgres = PostgresPod.start(cluster);
    nats = NatsPod.start(cluster);
    postgres.replicator("replicator", "change-me");
    postgres.table("users", "replicator");
  }

  @Test
  void publishesEachChangeOnceAlsoWhenItsPodIsKilled() throws Exception {
    var walStreams = new WalStreams(cluster);
    walStreams.credentials("shop-replication", "replicator", "change-me");
    walStreams.apply(document());
    Workload worker = Workload.start(cluster, "worker", Map.of("image", Settings.WORKER_IMAGE));

    String half = "INSERT INTO users (name) SELECT 'Ada' FROM generate_series(1, %d)";
    postgres.sql(half.formatted(ROWS / 2));
    worker.kill();
    postgres.sql(half.formatted(ROWS / 2));
    List<String> expected =
        IntStream.rangeClosed(1, ROWS).mapToObj(i -> "db.public.users.insert " + i).toList();
    try (StreamReader reader = nats.reader()) {
      assertThat(reader.exactly("db", ROWS))
          .extracting(Event::change)
          .containsExactlyElementsOf(expected);
    }
  }

  /** The example of a WalStream, as a file in a ConfigMap. */
  private static Document document() {
    String text =
        Document.minimal()
            .with("spec: {database: {host: postgres}, nats: {servers: ['nats://nats:4222']}}")
            .yaml();
    Document config = Document.of("{apiVersion: v1, kind: ConfigMap, data: {}}").named("worker");
    config.tree().withObjectProperty("data").put("walstream.yaml", text);
    return config;
  }
}
