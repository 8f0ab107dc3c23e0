package io.pgwalstreams.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code make bench}: a backlog of rows, read by a bare walsender reader, published by a bare
 * chained publisher, and brought over by the worker, one after the other; each workload several
 * times on servers of its own. Prints one table, of medians; the ratio is to the slower of the two
 * limits of the same run.
 */
public final class EndToEnd {
  private static final long ROWS = Long.getLong("rows", 1_000_000);
  private static final int RUNS = Integer.getInteger("runs", 3);
  private static final String ONLY = System.getProperty("only", "");

  private static final List<Workload> WORKLOADS =
      List.of(
          workload("100 rows per transaction", 100),
          workload("1 row per transaction", 1),
          workload("all rows in one transaction", 0),
          new Workload(
              "rows of 1 KB, 100 per transaction",
              100,
              Workload.Shape.KILOBYTE,
              Site.Kind.PLAIN,
              400),
          new Workload(
              "rows of 50 columns, 100 per transaction",
              100,
              Workload.Shape.WIDE,
              Site.Kind.PLAIN,
              400),
          usual("TLS on both sides, 100 rows per transaction", Site.Kind.TLS),
          usual("stream in memory, 100 rows per transaction", Site.Kind.MEMORY),
          usual("three replicas, 100 rows per transaction", Site.Kind.CLUSTER));

  private EndToEnd() {}

  private static Workload workload(String title, int perTransaction) {
    return new Workload(title, perTransaction, Workload.Shape.USUAL, Site.Kind.PLAIN, 1000);
  }

  private static Workload usual(String title, Site.Kind site) {
    return new Workload(title, 100, Workload.Shape.USUAL, site, 1000);
  }

  /** {@code -Drows}, {@code -Druns}, {@code -Donly}: the beginning of a workload's title. */
  public static void main(String[] args) throws IOException {
    System.out.printf("backlog of %,d rows; medians of %d runs%n%n", ROWS, RUNS);
    System.out.println(Result.head());
    for (Workload workload : WORKLOADS) {
      if (workload.title().startsWith(ONLY)) {
        var runs = new ArrayList<Result>();
        for (int i = 0; i < RUNS; i++) {
          try (Site site = Site.start(workload.site())) {
            runs.add(run(workload, site));
          }
        }
        System.out.println(Result.row(workload.title(), runs));
      }
    }
  }

  private static Result run(Workload workload, Site site) throws IOException {
    long rows = workload.rows(ROWS);
    site.postgres().execute(workload.statements(List.of("t"), ROWS));
    if (site.certificate() != null) {
      site.postgres().execute("grant select on t to public");
    }
    // Who reads that WAL first may be slower than those behind it, the worker among them.
    double first = BareReader.perSecond(site.connector(), "t_first", "t", rows);
    double second = BareReader.perSecond(site.connector(), "t_bare", "t", rows);
    double reader = Math.max(first, second);
    double publisher;
    try (var client = site.stream("bare")) {
      publisher = new BarePublisher("bare", workload.bodyBytes()).perSecond(client, rows);
    }
    return worker(site, rows, reader, publisher);
  }

  private static Result worker(Site site, long rows, double reader, double publisher)
      throws IOException {
    try (var worker = BenchWorker.start(site.document("t"));
        var stream = site.client("t")) {
      var all = new Watched(site, List.of(worker), List.of(stream));
      Usage start = all.awaitWalsender("t");
      Usage first = all.await(1);
      Usage half = all.await(rows / 2);
      Usage end = all.await(rows);
      return new Result(
          new Result.Limits(reader, publisher),
          end.since(start),
          end.since(first),
          end.since(half),
          Result.Memory.of(worker));
    }
  }
}
