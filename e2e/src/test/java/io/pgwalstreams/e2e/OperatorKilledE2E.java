package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The operator is killed at random moments of creating, changing and deleting; the number of times
 * is the property e2e.kills. Whatever was half done is done in the end, and nothing twice.
 */
class OperatorKilledE2E {
  private static final int KILLS = Integer.getInteger("e2e.kills", 10);
  private static final long LATEST_MILLIS = 3000;

  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Random random = new Random(42);
  private final Deque<Document> alive = new ArrayDeque<>();
  private final List<String> deleted = new ArrayList<>();
  private Shop shop;

  @Test
  void convergesWithoutOrphansAndWithoutASecondWorker() {
    shop = Shop.open(cluster);
    for (int kill = 1; kill <= KILLS; kill++) {
      something(kill);
      // The moment of the kill is what is random here.
      LockSupport.parkNanos(Duration.ofMillis(random.nextLong(LATEST_MILLIS)).toNanos());
      killOperator();
    }
    deleted.forEach(shop.walStreams()::awaitGone);
    for (Document document : alive) {
      shop.walStreams().await(document.name(), "Ready", "True");
    }
    nothingIsLeftOver();
    eventsAreExact();
  }

  private void something(int number) {
    switch (number % 3) {
      case 1 -> create("w" + number);
      case 2 -> change();
      default -> delete();
    }
  }

  private void create(String name) {
    shop.table(name);
    Document document = shop.walStream(name);
    shop.walStreams().apply(document);
    alive.addLast(document);
  }

  private void change() {
    Document changed =
        alive
            .removeLast()
            .with("spec: {publication: {managed: {operations: [insert, delete]}}, filter: null}");
    shop.walStreams().apply(changed);
    alive.addLast(changed);
  }

  private void delete() {
    // The last one stays, for there to be something in the end.
    if (alive.size() < 2) {
      create("w" + (KILLS + deleted.size() + 1));
    }
    String name = alive.removeFirst().name();
    shop.walStreams().delete(name);
    deleted.add(name);
  }

  /** Without its Lease the next one need not wait until it has run out. */
  private static void killOperator() {
    cluster
        .kubectl(
            "delete",
            "pods",
            "--namespace",
            OperatorInstall.NAMESPACE,
            "-l",
            "app.kubernetes.io/name=pgwalstreams-operator",
            "--grace-period=0",
            "--force")
        .ok();
    cluster
        .kubectl(
            "delete",
            "lease",
            "--namespace",
            OperatorInstall.NAMESPACE,
            "pgwalstreams-operator",
            "--ignore-not-found")
        .ok();
    cluster
        .kubectl(
            "rollout",
            "status",
            "--namespace",
            OperatorInstall.NAMESPACE,
            "deployment/pgwalstreams-operator",
            "--timeout=120s")
        .ok();
  }

  private void nothingIsLeftOver() {
    List<String> names = alive.stream().map(this::slot).sorted().toList();
    assertThat(shop.postgres().slots()).isEqualTo(names);
    assertThat(shop.postgres().publications()).isEqualTo(names);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        cluster
                            .kubectl("get", "pods", "-l", "pgwalstreams.io/walstream", "-o", "name")
                            .ok()
                            .lines())
                    .hasSize(alive.size()));
  }

  private String slot(Document document) {
    return cluster
        .kubectl("get", "walstream", document.name(), "-o", "jsonpath={.status.slot.name}")
        .ok();
  }

  private void eventsAreExact() {
    for (Document document : alive) {
      shop.insert(document.name(), 1, 5);
      try (StreamReader reader = shop.nats().reader()) {
        assertThat(reader.exactly(document.name(), 5))
            .extracting(e -> e.data().path("name").asText())
            .containsExactlyElementsOf(
                IntStream.rangeClosed(1, 5).mapToObj(i -> "row " + i).toList());
      }
    }
  }
}
