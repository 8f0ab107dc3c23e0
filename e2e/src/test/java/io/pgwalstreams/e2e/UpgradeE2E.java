package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An upgrade while rows are written. */
class UpgradeE2E {
  private static final List<String> NAMES = List.of("up-a", "up-b", "up-c");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @RegisterExtension static final Cluster cluster = new Cluster();

  private static Shop shop;

  @BeforeAll
  static void running() {
    assumeThat(Settings.NEXT_WORKER_IMAGE).isNotEmpty();
    assumeThat(Settings.NEXT_OPERATOR_IMAGE).isNotEmpty();
    shop = Shop.open(cluster);
    NAMES.forEach(shop::start);
  }

  @AfterAll
  static void asItWas() {
    if (shop != null) {
      OperatorInstall.clusterWide().install();
    }
  }

  @Test
  void anotherOperatorRestartsNoWorker() {
    List<String> before = podNames();
    OperatorInstall.clusterWide().operator(Settings.NEXT_OPERATOR_IMAGE).install();
    NAMES.forEach(name -> shop.walStreams().await(name, "Ready", "True"));
    shop.insert("up-a", 1, 5);
    try (StreamReader reader = shop.nats().reader()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(reader.everything("up-a")).hasSizeGreaterThanOrEqualTo(5));
    }
    assertThat(podNames()).containsExactlyElementsOf(before);
    shop.postgres().sql("TRUNCATE up_a");
  }

  @Test
  void workersChangeOneByOneAndLoseNothing() {
    var stop = new AtomicBoolean();
    var written = new AtomicInteger();
    var load = CompletableFuture.runAsync(() -> write(stop, written), Background.THREADS);
    try (var watch = RolloutWatch.start(cluster)) {
      OperatorInstall.clusterWide().worker(Settings.NEXT_WORKER_IMAGE).install();
      await().atMost(PATIENCE).until(UpgradeE2E::allHaveChanged);
      NAMES.forEach(name -> shop.walStreams().await(name, "Ready", "True"));
      assertThat(watch.doubled()).as("WalStreams with two workers at once").isEmpty();
      assertThat(watch.mostAwayAtOnce()).as("workers away at once").isEqualTo(1);
    } finally {
      stop.set(true);
      load.join();
    }
    NAMES.forEach(name -> holdsEachOnce(name, written.get()));
  }

  /** By names of their own, for the other test writes into the same streams. */
  private static void write(AtomicBoolean stop, AtomicInteger written) {
    while (!stop.get()) {
      int from = written.get() + 1;
      NAMES.forEach(name -> shop.insert(name, 1000 + from, 1000 + from + 19));
      written.addAndGet(20);
    }
  }

  private static void holdsEachOnce(String name, int count) {
    List<String> expected =
        IntStream.rangeClosed(1001, 1000 + count).mapToObj(i -> "row " + i).toList();
    try (StreamReader reader = shop.nats().reader()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(rows(reader, name)).hasSizeGreaterThanOrEqualTo(count));
      assertThat(rows(reader, name)).containsExactlyElementsOf(expected);
    }
  }

  private static List<String> rows(StreamReader reader, String name) {
    return reader.everything(name).stream()
        .map(e -> e.data().path("name").asText(""))
        .filter(row -> !row.isEmpty())
        .filter(row -> Integer.parseInt(row.substring("row ".length())) > 1000)
        .toList();
  }

  private static List<Pod> pods() {
    return cluster
        .client()
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel(RolloutWatch.LABEL)
        .list()
        .getItems();
  }

  private static List<String> podNames() {
    return pods().stream().map(p -> p.getMetadata().getName()).sorted().toList();
  }

  private static boolean allHaveChanged() {
    return pods().size() == NAMES.size()
        && pods().stream()
            .allMatch(
                p ->
                    p.getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage()
                        .equals(Settings.NEXT_WORKER_IMAGE));
  }
}
