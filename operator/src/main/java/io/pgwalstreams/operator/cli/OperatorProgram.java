package io.pgwalstreams.operator.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pgwalstreams.operator.reconcile.Parts;
import io.pgwalstreams.operator.reconcile.WalStreamOperator;
import io.pgwalstreams.operator.source.AddressRules;
import io.pgwalstreams.operator.source.DatabaseSources;
import io.pgwalstreams.operator.worker.WorkerClient;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's life: connect, lead, reconcile, stop. */
final class OperatorProgram {
  private static final Logger LOG = LoggerFactory.getLogger("pgwalstreams");

  private final OperatorSettings settings;
  private final Clock clock = Clock.systemUTC();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Leadership leadership;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  OperatorProgram(OperatorSettings settings) {
    this.settings = settings;
    this.leadership = new Leadership(settings.operatorNamespace());
  }

  /** Returns when the process is asked to end and everything was given back. */
  void run() {
    try (KubernetesClient client = Cluster.connect(new ApiRequests(metrics));
        Parts parts = parts(client)) {
      Operator operator =
          WalStreamOperator.of(client, parts, settings.namespaces(), this::configure);
      StatusMeters statuses = watch(parts);
      try (OperatorHealth health =
          OperatorHealth.listen(
              settings.listen(),
              () -> operator.getRuntimeInfo().allEventSourcesAreHealthy(),
              () -> scrape(statuses),
              clock)) {
        introduce(health.port());
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "stop"));
        operator.start();
        stop.await();
        LOG.info("stopping");
        leadership.end(client, () -> stop(operator, parts));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  /** What goes on in the databases is not the SDK's to end. */
  private static void stop(Operator operator, Parts parts) {
    operator.stop();
    parts.close();
  }

  private Parts parts(KubernetesClient client) {
    String clusterId =
        settings.clusterId().isEmpty()
            ? Cluster.id(client, settings.operatorNamespace())
            : settings.clusterId();
    var asker = new WorkerClient();
    var addresses = AddressRules.deny(settings.deniedAddresses());
    return new Parts(
        client,
        new Parts.Settings(
            settings.operatorNamespace(),
            clusterId,
            leadership.identity(),
            settings.workerImage(),
            settings.deletionTimeout(),
            clock),
        changed -> new DatabaseSources(addresses, changed, clock),
        asker::report);
  }

  private void configure(ConfigurationServiceOverrider o) {
    o.withMetrics(MicrometerMetrics.withoutPerResourceMetrics(metrics));
    if (settings.leaderElection()) {
      o.withLeaderElectionConfiguration(leadership.configuration());
    }
  }

  @SuppressWarnings("resource") // The meters live as long as the process.
  private StatusMeters watch(Parts parts) {
    new JvmMemoryMetrics().bindTo(metrics);
    new JvmThreadMetrics().bindTo(metrics);
    Gauge.builder("pgwalstreams.operator.orphans", parts.orphansLeft()::get)
        .description("Deletions that had to leave something behind in a database")
        .register(metrics);
    Gauge.builder("pgwalstreams.operator.build.info", () -> 1)
        .tag("version", VersionCommand.version())
        .register(metrics);
    return new StatusMeters(metrics, parts::numbers);
  }

  private String scrape(StatusMeters statuses) {
    statuses.look();
    return metrics.scrape();
  }

  private void introduce(int port) {
    LOG.info(
        "pgwalstreams-operator {}: WalStreams of {}, workers of image {}; answering on port {}:"
            + " /livez /readyz /metrics",
        VersionCommand.version(),
        settings.namespaces().isEmpty() ? "all namespaces" : settings.namespaces(),
        settings.workerImage().name(),
        port);
  }

  /** A JVM that ends by a signal has exit status 143; one that has stopped in order ends with 0. */
  private void end() {
    if (stopped.getCount() == 0) {
      return;
    }
    stop.countDown();
    try {
      if (stopped.await(
          WalStreamOperator.STOP_WITHIN.plusSeconds(5).toSeconds(),
          java.util.concurrent.TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(0);
      }
      LOG.warn("stopped before every reconciliation had ended; the next start goes on there");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
