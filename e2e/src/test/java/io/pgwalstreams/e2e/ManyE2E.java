package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many WalStreams on one operator and one PostgreSQL: as many as the property e2e.many says; then
 * nothing is asked of anybody for as many seconds as e2e.quiet says, and nothing is written.
 */
class ManyE2E {
  private static final int MANY = Integer.getInteger("e2e.many", 8);
  private static final Duration QUIET = Duration.ofSeconds(Integer.getInteger("e2e.quiet", 60));

  /** By whom these are written in a quiet namespace: by the operator alone. */
  private static final Pattern WRITES =
      Pattern.compile(
          "apiserver_request_total\\{.*resource=\"(walstreams|configmaps|deployments|serviceaccounts"
              + "|networkpolicies|events)\".*verb=\"(APPLY|PATCH|POST|PUT)\"} (\\S+)");

  private static final Pattern REQUESTS = Pattern.compile("apiserver_request_total\\{.*} (\\S+)");

  @RegisterExtension static final Cluster cluster = new Cluster();

  @Test
  void allAreReadyAndThenNothingIsWritten() {
    Shop shop = Shop.open(cluster);
    List<String> names = IntStream.rangeClosed(1, MANY).mapToObj(i -> "m" + i).toList();
    names.forEach(shop::table);
    double before = sum(REQUESTS);
    Instant begun = Instant.now();
    names.forEach(name -> shop.walStreams().apply(small(shop.walStream(name))));
    await()
        .atMost(Duration.ofSeconds(60 + 20L * MANY))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> ready() == MANY);
    Duration toReady = Duration.between(begun, Instant.now());
    double requests = sum(REQUESTS) - before;

    // Numbers that were not there yet, and the Events of the start, are written within a minute.
    awaitTime(Duration.ofSeconds(75));
    double written = sum(WRITES);
    awaitTime(QUIET);
    double more = sum(WRITES) - written;
    System.out.printf(
        "%d WalStreams Ready %s after the first apply, %.0f API requests of everybody meanwhile; in %s"
            + " of quiet %.0f writes%n",
        MANY, toReady, requests, QUIET, more);
    memory();
    assertThat(more).isLessThanOrEqualTo(MANY * QUIET.toSeconds() / 600.0 + 2);
    assertThat(ready()).isEqualTo(MANY);
  }

  private static void memory() {
    List<PodUsage> all = PodUsage.all(cluster);
    all.stream()
        .filter(u -> u.namespace().equals(OperatorInstall.NAMESPACE))
        .forEach(System.out::println);
    List<PodUsage> workers =
        all.stream()
            .filter(u -> u.namespace().equals(cluster.namespace()) && u.pod().contains("-worker-"))
            .sorted(Comparator.comparing(PodUsage::rss))
            .toList();
    System.out.println("median of the workers: " + workers.get(workers.size() / 2));
    System.out.println("the largest: " + workers.getLast());
  }

  /** So that many pods find room on one small node. */
  private static Document small(Document document) {
    return document.with("spec: {worker: {resources: {requests: {cpu: 5m, memory: 64Mi}}}}");
  }

  private static long ready() {
    return cluster
        .kubectl(
            "get",
            "walstreams",
            "-o",
            "jsonpath={range .items[*]}{.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}")
        .ok()
        .lines()
        .filter("True"::equals)
        .count();
  }

  private static void awaitTime(Duration time) {
    Instant until = Instant.now().plus(time);
    await().atMost(time.plusSeconds(30)).until(() -> Instant.now().isAfter(until));
  }

  private static double sum(Pattern metric) {
    return cluster
        .kubectl("get", "--raw", "/metrics")
        .ok()
        .lines()
        .map(metric::matcher)
        .filter(java.util.regex.Matcher::matches)
        .mapToDouble(m -> Double.parseDouble(m.group(m.groupCount())))
        .sum();
  }
}
