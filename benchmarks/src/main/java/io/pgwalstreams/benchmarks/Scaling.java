package io.pgwalstreams.benchmarks;

import io.pgwalstreams.worker.jetstream.JetStreamClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
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
    var runs = new ArrayList<List<Usage>>();
    for (int run = 0; run < RUNS; run++) {
      var spans = new ArrayList<Usage>();
      for (int count = 1; count <= MOST; count++) {
        spans.add(run(count));
      }
      runs.add(spans);
    }
    for (int count = 1; count <= MOST; count++) {
      System.out.println(row(count, runs));
    }
  }

  private static Usage run(int count) throws IOException {
    List<String> names = IntStream.rangeClosed(1, count).mapToObj(i -> "t" + i).toList();
    var streams = new ArrayList<JetStreamClient>();
    var workers = new ArrayList<BenchWorker>();
    var ends = new ArrayList<Runnable>();
    try (Site site = Site.start(Site.Kind.PLAIN)) {
      site.postgres().execute(WORKLOAD.statements(names, ROWS));
      try {
        for (String name : names) {
          var stream = site.client(name);
          ends.add(stream::close);
          streams.add(stream);
          var worker = BenchWorker.start(site.document(name));
          ends.add(worker::close);
          workers.add(worker);
        }
        return together(new Watched(site, workers, streams));
      } finally {
        endAll(ends.iterator());
      }
    }
  }

  /** From when the last has a quarter behind it, and with it the compilers most of their work. */
  private static Usage together(Watched all) throws IOException {
    long rows = WORKLOAD.rows(ROWS);
    Usage begun = all.await(rows / 4);
    Usage span = all.awaitFirst(rows).since(begun);
    if (span.events() == 0) {
      throw new IllegalStateException("one was done before another had begun: take more -Drows");
    }
    return span;
  }

  /** Each, whatever becomes of the one before. */
  private static void endAll(Iterator<Runnable> ends) {
    if (ends.hasNext()) {
      try {
        ends.next().run();
      } finally {
        endAll(ends);
      }
    }
  }

  private static String row(int count, List<List<Usage>> runs) {
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
