package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long somebody waits who applies a WalStream, several times one after the other. */
class FirstEventE2E {
  private static final int TIMES = 5;

  @RegisterExtension static final Cluster cluster = new Cluster();

  private Shop shop;

  /** Each counted from {@code kubectl apply}. */
  private record Wait(Duration status, Duration ready, Duration event, Duration containerToReady) {}

  @Test
  void theFirstEventComesWithinSeconds() {
    shop = Shop.open(cluster);
    var waits = new ArrayList<Wait>();
    for (int i = 1; i <= TIMES; i++) {
      waits.add(measured("first" + i));
    }
    System.out.printf(
        "after kubectl apply, medians of %d: first status %s, Ready %s, first event stored %s; of that the"
            + " worker's container from its start to ready %s%n",
        TIMES,
        median(waits, Wait::status),
        median(waits, Wait::ready),
        median(waits, Wait::event),
        median(waits, Wait::containerToReady));
    usage();
    assertThat(median(waits, Wait::event)).isLessThan(Duration.ofSeconds(30));
  }

  private Wait measured(String name) {
    shop.table(name);
    Document document = shop.walStream(name);
    var stored = CompletableFuture.supplyAsync(() -> firstStored(name), Background.THREADS);
    Instant applied = Instant.now();
    shop.walStreams().apply(document);
    cluster
        .client()
        .genericKubernetesResources("pgwalstreams.io/v1alpha1", "WalStream")
        .inNamespace(cluster.namespace())
        .withName(name)
        .waitUntilCondition(
            w -> w != null && WalStreams.condition(w, "Ready").isPresent(), 60, TimeUnit.SECONDS);
    Duration status = Duration.between(applied, Instant.now());
    shop.walStreams().await(name, "Ready", "True");
    Duration ready = Duration.between(applied, Instant.now());
    return new Wait(status, ready, Duration.between(applied, stored.join()), start(worker(name)));
  }

  /** Rows come all the while; the first that the new slot sees is the first that is stored. */
  private Instant firstStored(String name) {
    try (StreamReader reader = shop.nats().reader()) {
      var row = new AtomicInteger();
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptions()
          .until(
              () -> {
                int next = row.incrementAndGet();
                shop.insert(name, next, next);
                return !reader.everything(name).isEmpty();
              });
      return Instant.now();
    }
  }

  private static Pod worker(String name) {
    return cluster
        .client()
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel("pgwalstreams.io/walstream", name)
        .list()
        .getItems()
        .getFirst();
  }

  private static Duration start(Pod pod) {
    Instant started =
        Instant.parse(
            pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getRunning()
                .getStartedAt());
    Instant ready =
        pod.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals("Ready"))
            .map(c -> Instant.parse(c.getLastTransitionTime()))
            .findFirst()
            .orElseThrow();
    return Duration.between(started, ready);
  }

  private static Duration median(List<Wait> waits, Function<Wait, Duration> which) {
    return waits.stream().map(which).sorted().toList().get(TIMES / 2);
  }

  private static void usage() {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(ours()).allMatch(u -> u.rss() > 0));
    ours().forEach(System.out::println);
  }

  private static List<PodUsage> ours() {
    return PodUsage.all(cluster).stream()
        .filter(
            u ->
                u.namespace().equals(cluster.namespace())
                    || u.namespace().equals(OperatorInstall.NAMESPACE))
        .toList();
  }
}
