package io.pgwalstreams.benchmarks;

import io.pgwalstreams.benchmarks.Result.Span;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * {@code make bench-scaling}: one to four WalStreams at once, each with a worker, a table, a slot
 * and a stream of its own, on one PostgreSQL and one nats-server. What counts is the time in which
 * all of them work.
 */
public final class Scaling {
  private static final long ROWS = Long.getLong("rows", 1_000_000);
  private static final int RUNS = Integer.getInteger("runs", 3);
  private static final int MOST = Integer.getInteger("most", 4);

  private static final int PER_TRANSACTION = 100;

  private static final Workload WORKLOAD =
      new Workload("", PER_TRANSACTION, Workload.Shape.USUAL, Site.Kind.PLAIN, 1000);

  private Scaling() {}

  /** {@code -Drows}: of each table; {@code -Druns}; {@code -Dmost}: WalStreams. */
  public static void main(String[] args) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "backlog of %,d rows for each, %d per transaction; medians of %d runs%n%n",
        ROWS,
        PER_TRANSACTION,
        RUNS);
    System.out.println(
        """
        | WalStreams | events/s of all | to one alone | CPU µs of a worker | PostgreSQL µs | NATS µs |
        |---|---|---|---|---|---|""");
    var runs = new ArrayList<List<Span>>();
    for (int run = 0; run < RUNS; run++) {
      var spans = new ArrayList<Span>();
      for (int count = 1; count <= MOST; count++) {
        spans.add(run(count));
      }
      runs.add(spans);
    }
    for (int count = 1; count <= MOST; count++) {
      System.out.println(row(count, runs));
    }
  }

  private static Span run(int count) throws IOException {
    List<String> names = IntStream.rangeClosed(1, count).mapToObj(i -> "t" + i).toList();
    var streams = new ArrayList<JetStreamClient>();
    var workers = new ArrayList<BenchWorker>();
    try (Site site = Site.start(Site.Kind.PLAIN)) {
      site.postgres().execute(WORKLOAD.statements(names, ROWS));
      try {
        for (String name : names) {
          streams.add(site.client(name));
          workers.add(BenchWorker.start(site.document(name)));
        }
        var all = new Watched(site, workers, streams);
        Snapshot begun = all.await(1);
        return all.awaitFirst(ROWS / PER_TRANSACTION * PER_TRANSACTION).since(begun);
      } finally {
        streams.forEach(JetStreamClient::close);
        workers.forEach(BenchWorker::close);
      }
    }
  }

  private static String row(int count, List<List<Span>> runs) {
    return String.format(
        Locale.ROOT,
        "| %d | %,.0f | %.2f | %.2f | %.1f | %.1f |",
        count,
        Result.median(runs, r -> r.get(count - 1).perSecond()),
        Result.median(runs, r -> r.get(count - 1).perSecond() / r.getFirst().perSecond()),
        Result.median(runs, r -> r.get(count - 1).workerMicros()),
        Result.median(runs, r -> r.get(count - 1).postgresMicros()),
        Result.median(runs, r -> r.get(count - 1).natsMicros()));
  }
}
