package io.pgwalstreams.benchmarks;

import io.pgwalstreams.worker.jetstream.JetStreamPort;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Workers, the stream of each, and the servers beneath them. */
record Watched(Site site, List<BenchWorker> workers, List<? extends JetStreamPort> streams) {

  /** As soon as every stream has so many. */
  Snapshot await(long events) throws IOException {
    return await(events, false);
  }

  /** As soon as the first stream has so many. */
  Snapshot awaitFirst(long events) throws IOException {
    return await(events, true);
  }

  /** Asks seldom, because nats-server has other things to do. */
  private Snapshot await(long events, boolean first) throws IOException {
    long[] stored = stored();
    while (stored[first ? stored.length - 1 : 0] < events) {
      for (BenchWorker worker : workers) {
        worker.requireAlive();
      }
      LockSupport.parkNanos(20_000_000);
      stored = stored();
    }
    return now(Arrays.stream(stored).sum());
  }

  /** How many events each stream has, the fewest first. */
  private long[] stored() {
    return streams.stream().mapToLong(Watched::stored).sorted().toArray();
  }

  private static long stored(JetStreamPort stream) {
    return stream.stream().join().map(JetStreamPort.StreamState::lastSequence).orElse(0L);
  }

  private Snapshot now(long events) throws IOException {
    long cpu = 0;
    long garbage = 0;
    for (BenchWorker worker : workers) {
      cpu += worker.cpuNanos();
      garbage += worker.allocated();
    }
    return new Snapshot(
        events,
        System.nanoTime(),
        cpu,
        new CpuClock(site.postgres().postmaster()).nanos(),
        new CpuClock(site.nats().stream().mapToLong(n -> n.pid()).toArray()).nanos(),
        garbage);
  }
}
