package io.pgwalstreams.benchmarks;

/**
 * What everybody has used, up to a moment or between two.
 *
 * @param events that were stored
 * @param nanos of time
 * @param garbage bytes that the workers have allocated
 */
record Usage(long events, long nanos, Cpu cpu, long garbage) {

  /** Nanoseconds of CPU time of the workers and of the servers. */
  record Cpu(long workers, long postgres, long nats) {
    private Cpu minus(Cpu before) {
      return new Cpu(workers - before.workers, postgres - before.postgres, nats - before.nats);
    }
  }

  Usage since(Usage before) {
    return new Usage(
        events - before.events,
        nanos - before.nanos,
        cpu.minus(before.cpu),
        garbage - before.garbage);
  }

  double perSecond() {
    return events * 1e9 / nanos;
  }

  double workerMicros() {
    return cpu.workers / 1e3 / events;
  }

  double postgresMicros() {
    return cpu.postgres / 1e3 / events;
  }

  double natsMicros() {
    return cpu.nats / 1e3 / events;
  }

  double garbageBytes() {
    return garbage / (double) events;
  }
}
