package io.pgwalstreams.worker.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.pipeline.PipelineListener.Phase;
import io.pgwalstreams.worker.pipeline.PipelineListener.Side;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The meters; docs/reference/metrics.md lists them. {@link #published} and {@link #acknowledged}
 * belong to the pipeline's thread, the rest is thread-safe.
 */
public final class WorkerMetrics {
  private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Clock clock;
  private final Map<Event.Label, Counter> events = new HashMap<>();
  private @Nullable Counted newest;
  private final Map<Reason, Counter> errors = new EnumMap<>(Reason.class);
  private final Map<Reason, AtomicLong> gaps = new EnumMap<>(Reason.class);
  private final Counter bytes;
  private final Counter acknowledged;
  private final Map<Side, Counter> reconnects = new EnumMap<>(Side.class);
  private final Timer latency;
  private final AtomicLong inFlight;
  private final AtomicLong inFlightBytes;
  private final AtomicLong behindMicros = new AtomicLong();
  private final AtomicLong confirmed;
  private final SlotMeters slot;
  private final AtomicLong generation;
  private final AtomicLong streaming;

  private record Counted(Event.Label label, Counter counter) {}

  /** For the WalStream of this name, namespace/name. */
  public WorkerMetrics(String walStream, String version, Clock clock) {
    this.clock = clock;
    registry.config().commonTags("walstream", walStream);
    this.bytes = counter("published.bytes", "Bytes of messages sent to JetStream", Tags.empty());
    this.acknowledged =
        counter("acknowledged.events", "Events that JetStream has acknowledged", Tags.empty());
    for (Side side : Side.values()) {
      reconnects.put(
          side,
          counter(
              "reconnects",
              "Connections made again",
              Tags.of("side", side.name().toLowerCase(Locale.ROOT))));
    }
    this.latency =
        Timer.builder("pgwalstreams.ack.latency")
            .description(
                "From sending an event to its acknowledgement, of the newest of those that came together")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(5))
            .register(registry);
    this.inFlight = gauge("in.flight.events", "Events sent and not acknowledged");
    this.inFlightBytes = gauge("in.flight.bytes", "Bytes sent and not acknowledged");
    this.confirmed = gauge("confirmed.lsn", "Confirmed LSN as a number");
    this.slot = new SlotMeters(registry);
    Gauge.builder("pgwalstreams.lag.seconds", this::behindSeconds)
        .description("Since the commit that is being published")
        .register(registry);
    this.generation = gauge("applied.generation", "Generation of the settings in force");
    this.streaming = gauge("streaming", "1 while events can flow");
    Gauge.builder("pgwalstreams.build.info", () -> 1)
        .description("Version of the worker")
        .tag("version", version)
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    ManagementFactory.getGarbageCollectorMXBeans().forEach(this::collections);
  }

  /**
   * The JVM counts them itself. Micrometer's own meters are told of each by a thread, which where
   * TLS makes garbage costs more than half of what the collections do.
   */
  private void collections(GarbageCollectorMXBean collector) {
    FunctionTimer.builder(
            "jvm.gc.pause",
            collector,
            GarbageCollectorMXBean::getCollectionCount,
            GarbageCollectorMXBean::getCollectionTime,
            TimeUnit.MILLISECONDS)
        .description("Time that was spent in garbage collections")
        .tag("gc", collector.getName())
        .register(registry);
  }

  private Counter counter(String meter, String description, Tags tags) {
    return Counter.builder("pgwalstreams." + meter)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private AtomicLong gauge(String meter, String description) {
    return gauge(meter, description, Tags.empty());
  }

  private AtomicLong gauge(String meter, String description, Tags tags) {
    var value = new AtomicLong();
    Gauge.builder("pgwalstreams." + meter, value, AtomicLong::doubleValue)
        .description(description)
        .tags(tags)
        .register(registry);
    return value;
  }

  /** Everything, in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  @SuppressWarnings(
      "ReferenceEquality") // of a table's events it is one and the same, nearly always
  void published(Event.Label label, int size) {
    Counted counted = newest;
    if (counted == null || counted.label() != label) {
      counted = new Counted(label, counter(label));
      newest = counted;
    }
    counted.counter().increment();
    bytes.increment(size);
  }

  private Counter counter(Event.Label label) {
    Counter counter = events.get(label);
    if (counter == null) {
      counter =
          counter(
              "published.events",
              "Events sent to JetStream",
              Tags.of("schema", label.schema(), "table", label.table(), "action", label.action()));
      events.put(label, counter);
    }
    return counter;
  }

  void acknowledged(int count, long nanos) {
    acknowledged.increment(count);
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }

  void progress(int messages, long windowBytes) {
    inFlight.set(messages);
    inFlightBytes.set(windowBytes);
  }

  void behind(long commitMicros) {
    behindMicros.set(commitMicros);
  }

  private double behindSeconds() {
    long micros = behindMicros.get();
    Instant commit = POSTGRES_EPOCH.plusMillis(micros / 1000);
    return micros == 0
        ? 0
        : Math.max(Duration.between(commit, clock.instant()).toMillis(), 0) / 1e3;
  }

  void started(String row) {
    counter("starts", "Sessions begun, by rows of the decision table", Tags.of("row", row))
        .increment();
  }

  synchronized void gap(Reason reason) {
    gaps.computeIfAbsent(
            reason,
            r ->
                gauge(
                    "gap.timestamp.seconds",
                    "When the last gap was accepted",
                    Tags.of("reason", r.name())))
        .set(clock.instant().getEpochSecond());
  }

  void confirmed(Lsn lsn) {
    confirmed.set(lsn.value());
  }

  void phase(Phase phase) {
    streaming.set(phase == Phase.STREAMING ? 1 : 0);
  }

  void applied(long newGeneration) {
    generation.set(newGeneration);
  }

  void slot(SlotNumbers numbers, Lsn stored) {
    slot.set(numbers, stored);
  }

  synchronized void failed(Reason reason) {
    errors
        .computeIfAbsent(
            reason, r -> counter("errors", "Failures by reason", Tags.of("reason", r.name())))
        .increment();
  }

  void reconnected(Side side) {
    Counter counter = reconnects.get(side);
    if (counter != null) {
      counter.increment();
    }
  }
}
