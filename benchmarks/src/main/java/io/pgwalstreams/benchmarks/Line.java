package io.pgwalstreams.benchmarks;

import java.util.Locale;

/**
 * One measurement.
 *
 * @param cpuNanos of the process that is measured
 * @param warmNanos of them those of the second half of the events; 0: not measured
 * @param residentKib its peak resident memory; 0: not measured
 */
record Line(String what, long events, long nanos, long cpuNanos, long warmNanos, long residentKib) {

  double perSecond() {
    return events * 1e9 / nanos;
  }

  /** A row of the table; the limit is the slower of the two bare ones. */
  String row(double limit) {
    return String.format(
        Locale.ROOT,
        "%-34s %10.0f %10.2f %10s %10.2f %10s",
        what,
        perSecond(),
        cpuNanos / 1e3 / events,
        warmNanos == 0 ? "" : String.format(Locale.ROOT, "%.2f", warmNanos / 1e3 / (events / 2.0)),
        perSecond() / limit,
        residentKib == 0 ? "" : residentKib / 1024 + " MiB");
  }

  static String head() {
    return String.format(
        Locale.ROOT,
        "%-34s %10s %10s %10s %10s %10s",
        "",
        "events/s",
        "CPU µs/ev",
        "2nd half",
        "of limit",
        "peak RSS");
  }
}
