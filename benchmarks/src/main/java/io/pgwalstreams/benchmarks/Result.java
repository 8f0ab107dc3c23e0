package io.pgwalstreams.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One run of one workload.
 *
 * @param reader events a second of the bare walsender reader
 * @param publisher the same of the bare publisher
 * @param worker what the worker did with all of them
 * @param later what it did with the second half of them
 * @param residentMib its peak resident memory
 * @param chargedMib the most that the kernel has counted against its limit; 0 where it has none
 */
record Result(
    double reader,
    double publisher,
    Span worker,
    Span later,
    double residentMib,
    double chargedMib) {

  /**
   * Events, and what they cost.
   *
   * @param cpuNanos of the worker; {@code postgresNanos} and {@code natsNanos} of the servers
   * @param garbage bytes that the worker has allocated
   */
  record Span(
      long events, long nanos, long cpuNanos, long postgresNanos, long natsNanos, long garbage) {
    double perSecond() {
      return events * 1e9 / nanos;
    }

    double workerMicros() {
      return cpuNanos / 1e3 / events;
    }

    double postgresMicros() {
      return postgresNanos / 1e3 / events;
    }

    double natsMicros() {
      return natsNanos / 1e3 / events;
    }
  }

  double ofLimit() {
    return worker.perSecond() / Math.min(reader, publisher);
  }

  static String head() {
    return """
        | workload | walsender | JetStream | worker | of the limit | CPU µs | of it in the 2nd half | garbage B, 2nd half | PostgreSQL µs | NATS µs | peak RSS | of 192 MiB |
        |---|---|---|---|---|---|---|---|---|---|---|---|""";
  }

  /** A row of the table: the medians, and of the ratio also the least and the most. */
  static String row(String title, List<Result> runs) {
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f/s | %,.0f/s | %,.0f/s | %.2f (%.2f to %.2f) | %.2f | %.2f | %.0f | %.1f |"
            + " %.1f | %.0f MiB | %.0f MiB |",
        title,
        median(runs, Result::reader),
        median(runs, Result::publisher),
        median(runs, r -> r.worker.perSecond()),
        median(runs, Result::ofLimit),
        runs.stream().mapToDouble(Result::ofLimit).min().orElseThrow(),
        runs.stream().mapToDouble(Result::ofLimit).max().orElseThrow(),
        median(runs, r -> r.worker.workerMicros()),
        median(runs, r -> r.later.workerMicros()),
        median(runs, r -> r.later.garbage / (double) r.later.events),
        median(runs, r -> r.worker.postgresMicros()),
        median(runs, r -> r.worker.natsMicros()),
        median(runs, Result::residentMib),
        median(runs, Result::chargedMib));
  }

  static <T> double median(List<T> runs, ToDoubleFunction<T> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
