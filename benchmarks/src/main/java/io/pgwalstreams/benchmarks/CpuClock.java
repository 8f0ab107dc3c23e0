package io.pgwalstreams.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** CPU time that processes have used, with those that they have started. */
final class CpuClock {
  private final List<Long> pids;

  CpuClock(long... pids) {
    this.pids = java.util.Arrays.stream(pids).boxed().toList();
  }

  /** Nanoseconds of CPU time, user and system. */
  long nanos() {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(p -> Stream.concat(Stream.of(p), p.descendants()))
        .flatMap(p -> p.info().totalCpuDuration().stream())
        .mapToLong(java.time.Duration::toNanos)
        .sum();
  }
}
