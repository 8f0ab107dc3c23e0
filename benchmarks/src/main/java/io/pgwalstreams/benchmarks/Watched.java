package io.pgwalstreams.benchmarks;

import io.pgwalstreams.worker.jetstream.JetStreamPort;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Workers, the stream of each, and the servers beneath them. */
record Watched(Site site, List<BenchWorker> workers, List<? extends JetStreamPort> streams) {
  /** A worker that cannot reach a server waits for it; here nobody ends the wait. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** As soon as PostgreSQL sends what this slot has; nothing is stored before. */
  Usage awaitWalsender(String slot) throws IOException {
    while (!site.isRead(slot)) {
      requireAlive();
      LockSupport.parkNanos(5_000_000);
    }
    return now(0);
  }

  /** As soon as every stream has so many. */
  Usage await(long events) throws IOException {
    return await(stored -> stored[0] >= events);
  }

  /** As soon as the first stream has so many. */
  Usage awaitFirst(long events) throws IOException {
    return await(stored -> stored[stored.length - 1] >= events);
  }

  /** Asks seldom, because nats-server has other things to do. */
  private Usage await(Predicate<long[]> enough) throws IOException {
    long[] stored = stored();
    long moved = System.nanoTime();
    while (!enough.test(stored)) {
      requireAlive();
      LockSupport.parkNanos(20_000_000);
      long[] before = stored;
      stored = stored();
      moved = Arrays.equals(before, stored) ? moved : System.nanoTime();
      if (System.nanoTime() - moved > PATIENCE.toNanos()) {
        throw new IllegalStateException("nothing moves any more at " + Arrays.toString(stored));
      }
    }
    return now(Arrays.stream(stored).sum());
  }

  private void requireAlive() throws IOException {
    for (BenchWorker worker : workers) {
      worker.requireAlive();
    }
  }

  /** How many events each stream has, the fewest first. */
  private long[] stored() {
    return streams.stream().mapToLong(Watched::stored).sorted().toArray();
  }

  private static long stored(JetStreamPort stream) {
    return stream.stream().join().map(JetStreamPort.StreamState::lastSequence).orElse(0L);
  }

  private Usage now(long events) throws IOException {
    long nanos = System.nanoTime();
    long cpu = 0;
    long garbage = 0;
    for (BenchWorker worker : workers) {
      cpu += worker.cpuNanos();
      garbage += worker.allocated();
    }
    var all =
        new Usage.Cpu(
            cpu,
            new CpuClock(site.postgres().postmaster()).nanos(),
            new CpuClock(site.nats().stream().mapToLong(n -> n.pid()).toArray()).nanos());
    return new Usage(events, nanos, all, garbage);
  }
}
