package io.pgwalstreams.operator.cli;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.pgwalstreams.operator.status.StatusNumbers.Meter;
import io.pgwalstreams.operator.status.StatusNumbers.Sample;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The status of every WalStream, as meters: those that are there when somebody looks. */
final class StatusMeters {
  private final Map<Meter, MultiGauge> gauges = new EnumMap<>(Meter.class);
  private final Supplier<List<Sample>> now;

  StatusMeters(MeterRegistry registry, Supplier<List<Sample>> now) {
    this.now = now;
    for (Meter meter : Meter.values()) {
      gauges.put(
          meter,
          MultiGauge.builder("pgwalstreams.operator." + meter.id())
              .description(meter.description())
              .register(registry));
    }
  }

  /** Takes what is now; before the registry is read. */
  synchronized void look() {
    List<Sample> all = now.get();
    gauges.forEach((meter, gauge) -> gauge.register(rows(meter, all), true));
  }

  private static List<MultiGauge.Row<?>> rows(Meter meter, List<Sample> all) {
    return all.stream()
        .filter(sample -> sample.meter() == meter)
        .<MultiGauge.Row<?>>map(sample -> MultiGauge.Row.of(tags(sample), sample.value()))
        .toList();
  }

  private static Tags tags(Sample sample) {
    Tags tags = Tags.empty();
    for (Map.Entry<String, String> label : sample.labels().entrySet()) {
      tags = tags.and(label.getKey(), label.getValue());
    }
    return tags;
  }
}
