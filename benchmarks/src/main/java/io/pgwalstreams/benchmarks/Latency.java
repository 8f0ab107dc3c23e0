package io.pgwalstreams.benchmarks;

import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code make bench-latency}: transactions of one row at a steady rate; from the return of COMMIT
 * to the delivery by an ordered JetStream consumer. Beside it, in the same run, what PostgreSQL
 * takes to a bare reader, and JetStream from a bare publisher to the consumer: less than both
 * together is not to be had.
 */
public final class Latency {
  private static final int SECONDS = Integer.getInteger("seconds", 20);
  private static final int WARM_UP = Integer.getInteger("warm.up", 10);

  private static final int SETTLE = 20;

  private Latency() {}

  public static void main(String[] args) throws Exception {
    try (Site site = Site.start(Site.Kind.PLAIN)) {
      System.out.println("one row a transaction; R1 file stream; PostgreSQL without fsync");
      for (int rate : List.of(500, 5000)) {
        System.out.printf(
            Locale.ROOT, "%n%-44s %8s %8s %8s%n", rate + " tx/s, ms", "p50", "p99", "p99.9");
        reader(site, rate);
        publisher(site, rate);
        worker(site, rate);
      }
    }
  }

  private static void reader(Site site, int rate) throws InterruptedException, SQLException {
    String name = "r" + rate;
    site.table(name);
    var passages = new Passages(rate, SECONDS + WARM_UP);
    try (var _ = PacedReader.start(site, name, passages)) {
      Commits.at(site.postgres(), name, passages);
      passages.await();
    }
    print("COMMIT to a bare walsender reader", passages);
  }

  private static void publisher(Site site, int rate)
      throws IOException, InterruptedException, JetStreamApiException {
    String name = "p" + rate;
    var passages = new Passages(rate, SECONDS + WARM_UP);
    try (var client = site.stream(name);
        var _ = PacedConsumer.start(site.nats().get(0), name, passages)) {
      new BarePublisher(name, 150).at(client, passages);
      passages.await();
    }
    print("bare publisher to consumer", passages);
  }

  private static void worker(Site site, int rate)
      throws IOException, InterruptedException, SQLException, JetStreamApiException {
    String name = "l" + rate;
    site.table(name);
    site.postgres().execute("insert into " + name + " values (0, 'first')");
    try (var first = FirstEvent.of(site.nats().get(0), name);
        var worker = BenchWorker.start(site.document(name))) {
      first.seconds();
      // What it costs is counted without what the start has given the compilers to do.
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE));
      var passages = new Passages(rate, SECONDS + WARM_UP);
      try (var _ = PacedConsumer.start(site.nats().get(0), name, passages)) {
        long cpu = worker.cpuNanos();
        Commits.at(site.postgres(), name, passages);
        passages.await();
        cpu = worker.cpuNanos() - cpu;
        print("COMMIT to consumer, by the worker", passages);
        System.out.printf(
            Locale.ROOT,
            "worker: %.1f µs of CPU an event; %d MiB at most%n",
            cpu / 1e3 / passages.count(),
            worker.peakResident() / 1024);
      }
    }
  }

  private static void print(String what, Passages passages) {
    long[] sorted = passages.sortedNanos(WARM_UP);
    System.out.printf(
        Locale.ROOT,
        "%-44s %8.2f %8.2f %8.2f%n",
        what,
        at(sorted, 0.5),
        at(sorted, 0.99),
        at(sorted, 0.999));
  }

  private static double at(long[] sorted, double part) {
    return sorted[(int) (sorted.length * part)] / 1e6;
  }
}
