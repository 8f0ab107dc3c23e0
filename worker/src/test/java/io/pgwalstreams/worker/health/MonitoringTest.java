package io.pgwalstreams.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.testkit.monitoring.Expression;
import io.pgwalstreams.testkit.monitoring.PromQl;
import io.pgwalstreams.testkit.monitoring.Scrape;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts beside what a worker really tells. */
class MonitoringTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

  private final WorkerMetrics metrics = new WorkerMetrics("shop/users", "1", Clock.systemUTC());
  private final WorkerState state =
      new WorkerState(
          Status.of(
              "shop/users", "1", new Status.Target("pg", "slot", "db", "ExactlyOnce"), "hash"),
          Clock.systemUTC(),
          metrics,
          new Journal());

  /** The operator has the same meters of the JVM, without the name of a WalStream. */
  private static boolean isWorkers(PromQl.Selector selector) {
    String metric = selector.metric();
    return metric.startsWith("pgwalstreams_")
        ? !metric.startsWith("pgwalstreams_operator_")
        : !metric.equals("up") && selector.labels().contains("walstream");
  }

  @Test
  void everyMetricAndLabelOfAWorkerThatIsAskedForExists() {
    Everything.tell(state);
    Scrape scrape = Scrape.of(metrics.scrape());
    List<Expression> all = Expression.all(ROOT);
    assertThat(all).hasSizeGreaterThan(40);
    assertThat(scrape.faults(all, MonitoringTest::isWorkers)).isEmpty();
  }

  @Test
  void aNameOrLabelThatDoesNotExistIsFound() {
    Everything.tell(state);
    Scrape scrape = Scrape.of(metrics.scrape());
    var wrong =
        List.of(
            new Expression("1", "rate(pgwalstreams_sent_total[5m]) > 0", Set.of()),
            new Expression("2", "max by (stream) (pgwalstreams_streaming{name=\"x\"})", Set.of()),
            new Expression("3", "pgwalstreams_streaming == 0", Set.of("reason")));
    assertThat(scrape.faults(wrong, MonitoringTest::isWorkers))
        .containsExactly(
            "1: no metric pgwalstreams_sent_total",
            "2: no label name of pgwalstreams_streaming",
            "2: no label stream",
            "3: no label reason");
  }

  @Test
  void everyMetricOfTheWorkerIsShownOrAlertedOf() {
    Everything.tell(state);
    Set<String> asked =
        Expression.all(ROOT).stream()
            .flatMap(e -> PromQl.of(e.text()).selectors().stream())
            .map(PromQl.Selector::metric)
            .collect(java.util.stream.Collectors.toSet());
    assertThat(Scrape.of(metrics.scrape()).labels().keySet())
        .filteredOn(name -> name.startsWith("pgwalstreams_"))
        .filteredOn(name -> !name.matches(".*_(count|sum)"))
        .filteredOn(name -> !asked.contains(name))
        .containsExactlyInAnyOrder(
            "pgwalstreams_applied_generation",
            "pgwalstreams_build_info",
            "pgwalstreams_confirmed_lsn",
            "pgwalstreams_in_flight_bytes");
  }

  @Test
  void theJvmsCollectionsAreCountedAndTimedByCollector() {
    System.gc();
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      long count = collector.getCollectionCount();
      double seconds = collector.getCollectionTime() / 1e3;
      assertThat(pauses("count", collector.getName()))
          .isBetween((double) count, (double) collector.getCollectionCount());
      assertThat(pauses("sum", collector.getName()))
          .isBetween(seconds, collector.getCollectionTime() / 1e3);
    }
  }

  private double pauses(String what, String collector) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith("jvm_gc_pause_seconds_" + what + "{"))
        .filter(line -> line.contains("gc=\"" + collector + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }
}
