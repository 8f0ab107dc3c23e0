package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One WalStream under load, and everything around it killed in turn. After each fault, and at the
 * end, its stream is compared with the table.
 */
class FaultsE2E {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String NAME = "faults";

  @RegisterExtension static final Cluster cluster = new Cluster();

  private static Shop shop;

  /** {@code strike} returns when what it hit is there again. */
  private record Fault(String name, int times, Runnable strike) {}

  /** What one fault came to. */
  private record Row(
      String fault, int time, Duration took, long events, long behind, Comparison found) {
    static final String HEAD =
        "| Fault | Time | Seconds | Events | In flight | Lost | Repeated | Out of order |\n"
            + "|---|---|---|---|---|---|---|---|";

    @Override
    public String toString() {
      return "| %s | %d | %.1f | %,d | %,d | %,d | %,d | %,d |"
          .formatted(
              fault,
              time,
              took.toMillis() / 1e3,
              events,
              behind,
              found.lost(),
              found.repeated(),
              found.outOfOrder());
    }
  }

  @Test
  void nothingIsLostOrRepeatedWhateverIsKilledUnderLoad() {
    shop = Shop.open(cluster);
    shop.start(NAME);
    var rows = new ArrayList<Row>();
    try (var _ = SteadyLoad.on(shop.postgres(), NAME)) {
      for (Fault fault : faults()) {
        for (int time = 1; time <= fault.times(); time++) {
          rows.add(suffered(fault, time));
        }
      }
    }
    rows.add(looked("the end", 1, System.nanoTime(), 0));
    System.out.println(Row.HEAD);
    rows.forEach(System.out::println);
    assertThat(rows).allSatisfy(row -> assertThat(row.found()).isEqualTo(Comparison.EXACT));
    assertThat(stream()).as("the whole stream").isEqualTo(table());
    shop.walStreams().await(NAME, "Ready", "True");
  }

  private static List<Fault> faults() {
    var faults =
        new ArrayList<>(
            List.of(
                new Fault("worker's pod evicted", 2, FaultsE2E::evict),
                new Fault("worker's pod deleted by force", 2, FaultsE2E::deleteByForce),
                new Fault("operator restarted", 1, FaultsE2E::restartOperator),
                new Fault("NATS' pod killed", 1, () -> shop.nats().workload().kill()),
                new Fault("PostgreSQL's pod killed", 1, () -> shop.postgres().workload().kill())));
    if (!Settings.SIGNAL_KUBELET.isEmpty()) {
      faults.add(
          new Fault(
              "kubelet stopped until its node is lost, the pod deleted by force meanwhile",
              1,
              FaultsE2E::stopKubelet));
    }
    return faults;
  }

  private static Row suffered(Fault fault, int time) {
    long since = System.nanoTime();
    fault.strike().run();
    return looked(fault.name(), time, since, behind());
  }

  /** Waits until the stream holds what the table holds now, and compares. */
  private static Row looked(String fault, int time, long since, long behind) {
    List<Long> rows = table();
    try (StreamReader reader = shop.nats().reader()) {
      await(fault)
          .atMost(PATIENCE)
          .ignoreException(IllegalStateException.class)
          .until(() -> reader.count(NAME) >= rows.size());
    }
    var took = Duration.ofNanos(System.nanoTime() - since);
    List<Long> events = stream();
    return new Row(fault, time, took, events.size(), behind, Comparison.of(rows, events));
  }

  /** Rows that the stream does not hold yet. */
  private static long behind() {
    try (StreamReader reader = shop.nats().reader()) {
      long rows = table().size();
      long events =
          await()
              .atMost(PATIENCE)
              .ignoreException(IllegalStateException.class)
              .until(() -> reader.count(NAME), counted -> true);
      return Math.max(rows - events, 0);
    }
  }

  /** A server that was killed may not take connections yet. */
  private static List<Long> table() {
    return await()
        .atMost(PATIENCE)
        .ignoreException(AssertionError.class)
        .until(
            () ->
                shop.postgres()
                    .sql("SELECT id FROM " + NAME + " ORDER BY id")
                    .lines()
                    .map(Long::valueOf)
                    .toList(),
            rows -> true);
  }

  private static List<Long> stream() {
    try (StreamReader reader = shop.nats().reader()) {
      return reader.everything(NAME).stream().map(e -> e.data().path("id").asLong()).toList();
    }
  }

  // the faults

  private static List<Pod> workers() {
    return cluster
        .client()
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel(RolloutWatch.LABEL, NAME)
        .list()
        .getItems();
  }

  private static Pod worker() {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> workers().stream().filter(p -> !p.isMarkedForDeletion()).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static void awaitAnother(Pod than) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                workers().stream()
                    .filter(p -> !p.getMetadata().getUid().equals(than.getMetadata().getUid()))
                    .anyMatch(Readiness::isPodReady));
  }

  /** As {@code kubectl drain} asks for it. */
  private static void evict() {
    Pod old = worker();
    assertThat(cluster.client().pods().resource(old).evict()).as("evicted").isTrue();
    awaitAnother(old);
  }

  private static void deleteByForce() {
    Pod old = worker();
    cluster
        .kubectl("delete", "pod", old.getMetadata().getName(), "--grace-period=0", "--force")
        .ok();
    awaitAnother(old);
  }

  private static void restartOperator() {
    String deployment = "deployment/pgwalstreams-operator";
    cluster.kubectl("rollout", "restart", "-n", OperatorInstall.NAMESPACE, deployment).ok();
    cluster
        .kubectl("rollout", "status", "-n", OperatorInstall.NAMESPACE, deployment, "--timeout=120s")
        .ok();
  }

  /** The old worker publishes on until the kubelet is back, and ends it beside the new one. */
  private static void stopKubelet() {
    Pod old = worker();
    String node = old.getSpec().getNodeName();
    signalKubelet("STOP");
    try {
      await().atMost(PATIENCE).until(() -> !isReady(node));
      cluster
          .kubectl("delete", "pod", old.getMetadata().getName(), "--grace-period=0", "--force")
          .ok();
    } finally {
      signalKubelet("CONT");
    }
    await().atMost(PATIENCE).until(() -> isReady(node));
    awaitAnother(old);
  }

  private static void signalKubelet(String signal) {
    Command.run(Map.of(), "", List.of(Settings.SIGNAL_KUBELET, signal)).ok();
  }

  private static boolean isReady(String node) {
    return Readiness.isNodeReady(cluster.client().nodes().withName(node).get());
  }
}
