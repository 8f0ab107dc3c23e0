package io.pgwalstreams.worker.faults;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** What is drawn of a soak, and compared: its beginning with its end. */
enum SoakCurve {
  MEMORY("Resident memory, MiB"),
  THREADS("Threads"),
  HANDLES("Open files and sockets"),
  SOCKETS("Sockets"),
  LAG("WAL behind the slot, MiB");

  private static final double KIB = 1024;

  private final String title;

  SoakCurve(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Empty where it was not to be had. */
  OptionalDouble of(SoakSample sample) {
    return switch (this) {
      case MEMORY -> OptionalDouble.of(sample.rssKib() / KIB);
      case THREADS -> OptionalDouble.of((double) sample.threads());
      case HANDLES -> OptionalDouble.of((double) sample.handles());
      case SOCKETS -> OptionalDouble.of((double) sample.sockets());
      case LAG ->
          sample.lag().isPresent()
              ? OptionalDouble.of(sample.lag().getAsLong() / (KIB * KIB))
              : OptionalDouble.empty();
    };
  }

  /** The highest value; 0 without any. */
  double highest(List<SoakSample> samples) {
    return values(samples).max().orElse(0);
  }

  /** The median; 0 without any value. */
  double median(List<SoakSample> samples) {
    double[] sorted = values(samples).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  private DoubleStream values(List<SoakSample> samples) {
    return samples.stream().map(this::of).flatMapToDouble(OptionalDouble::stream);
  }

  /** The second tenth of the time beside the last one, in words. */
  String trend(List<SoakSample> samples) {
    int tenth = Math.max(1, samples.size() / 10);
    List<SoakSample> early = samples.subList(Math.min(tenth, samples.size() - 1), samples.size());
    return "%s: median %.1f in the second tenth of the time, %.1f in the last one, highest %.1f"
        .formatted(
            title,
            median(early.subList(0, Math.min(tenth, early.size()))),
            median(samples.subList(samples.size() - tenth, samples.size())),
            highest(samples));
  }
}
