package io.pgwalstreams.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One run of one workload.
 *
 * @param worker what the worker did from when PostgreSQL began to read the WAL for it
 * @param storing what it did from its first stored event on
 * @param later what it did with the second half of them
 */
record Result(Limits limits, Usage worker, Usage storing, Usage later, Memory memory) {
  private static final double MIB = 1 << 20;

  /**
   * Events a second.
   *
   * @param reader of the bare walsender reader, from when PostgreSQL began to read the WAL for it
   * @param publisher of the bare publisher
   */
  record Limits(double reader, double publisher) {
    double slower() {
      return Math.min(reader, publisher);
    }
  }

  /**
   * Of the worker, at its peak.
   *
   * @param resident bytes
   * @param charged bytes that the kernel has counted against its limit; empty where it has none
   */
  record Memory(long resident, Optional<Long> charged) {
    static Memory of(BenchWorker worker) throws IOException {
      return new Memory(worker.peakResident() * 1024, worker.peakCharged());
    }
  }

  double ofLimit() {
    return worker.perSecond() / limits.slower();
  }

  private double storingOfLimit() {
    return storing.perSecond() / limits.slower();
  }

  static String head() {
    return """
        | workload | walsender | JetStream | worker | of the limit | the same, from the first event on | CPU µs | of it in the 2nd half | garbage B, 2nd half | PostgreSQL µs | NATS µs | peak RSS | charged, of %d MiB |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|"""
        .formatted(BenchWorker.POD_MIB);
  }

  /** A row of the table: the medians, and of the ratio also the least and the most. */
  static String row(String title, List<Result> runs) {
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f/s | %,.0f/s | %,.0f/s | %.2f (%.2f to %.2f) | %.2f | %.2f | %.2f | %.0f | %.1f |"
            + " %.1f | %.0f MiB | %s |",
        title,
        median(runs, r -> r.limits.reader),
        median(runs, r -> r.limits.publisher),
        median(runs, r -> r.worker.perSecond()),
        median(runs, Result::ofLimit),
        runs.stream().mapToDouble(Result::ofLimit).min().orElseThrow(),
        runs.stream().mapToDouble(Result::ofLimit).max().orElseThrow(),
        median(runs, Result::storingOfLimit),
        median(runs, r -> r.worker.workerMicros()),
        median(runs, r -> r.later.workerMicros()),
        median(runs, r -> r.later.garbageBytes()),
        median(runs, r -> r.worker.postgresMicros()),
        median(runs, r -> r.worker.natsMicros()),
        median(runs, r -> r.memory.resident / MIB),
        charged(runs));
  }

  private static String charged(List<Result> runs) {
    return runs.stream().allMatch(r -> r.memory.charged.isPresent())
        ? String.format(
            Locale.ROOT, "%.0f MiB", median(runs, r -> r.memory.charged.orElseThrow() / MIB))
        : "not held";
  }

  static <T> double median(List<T> runs, ToDoubleFunction<T> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
