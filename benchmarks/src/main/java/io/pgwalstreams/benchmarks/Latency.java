package io.pgwalstreams.benchmarks;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.PushSubscribeOptions;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code make bench-latency}: transactions of one row at a steady rate; from the return of COMMIT
 * to the delivery by an ordered JetStream consumer. Two rates, and what the worker costs when
 * nothing happens.
 */
public final class Latency {
  private static final int SECONDS = Integer.getInteger("seconds", 20);
  private static final int WARM_UP = Integer.getInteger("warm.up", 5);
  private static final Pattern ID = Pattern.compile("\"data\":\\{\"id\":([0-9]+)");

  private Latency() {}

  public static void main(String[] args) throws Exception {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      System.out.println("one row a transaction; R1 file stream; PostgreSQL without fsync");
      for (int rate : List.of(500, 5000)) {
        measure(postgres, nats, rate);
      }
    }
  }

  private static void measure(PostgresServer postgres, NatsServer nats, int rate)
      throws IOException, InterruptedException, SQLException, JetStreamApiException {
    String name = "l" + rate;
    postgres.execute(
        "create table " + name + "(id bigint primary key, b text)",
        "create publication " + name + " for table " + name,
        "select pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
    long spawned = System.nanoTime();
    try (var worker = BenchWorker.start(postgres, nats, name)) {
      postgres.execute("insert into " + name + " values (0, 'first')");
      worker.awaitSequence(1);
      double start = (System.nanoTime() - spawned) / 1e9;
      double idle = idle(worker);
      int count = rate * (SECONDS + WARM_UP);
      var run = new Run(postgres, nats, name, rate, count);
      long[] nanos = run.nanos();
      long[] steady = Arrays.copyOfRange(nanos, rate * WARM_UP + 1, nanos.length);
      Arrays.sort(steady);
      System.out.printf(
          Locale.ROOT,
          "%5d tx/s: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms; start to first event %.2f s; idle"
              + " %.2f %% of a core%n",
          rate,
          at(steady, 0.5),
          at(steady, 0.99),
          at(steady, 0.999),
          start,
          idle);
    }
  }

  private static double at(long[] sorted, double part) {
    return sorted[(int) (sorted.length * part)] / 1e6;
  }

  private static double idle(BenchWorker worker) throws IOException {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
    long cpu = worker.cpuNanos();
    long from = System.nanoTime();
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20));
    return (worker.cpuNanos() - cpu) * 100.0 / (System.nanoTime() - from);
  }

  /** Commits at a rate, and listens. */
  private static final class Run {
    private final AtomicLongArray committed;
    private final AtomicLongArray delivered;
    private final CountDownLatch all;

    Run(PostgresServer postgres, NatsServer nats, String name, int rate, int count)
        throws IOException, InterruptedException, SQLException, JetStreamApiException {
      committed = new AtomicLongArray(count + 1);
      delivered = new AtomicLongArray(count + 1);
      all = new CountDownLatch(count);
      Connection consumer = Nats.connect(nats.url());
      try {
        var options = PushSubscribeOptions.builder().ordered(true).build();
        consumer
            .jetStream()
            .subscribe(
                name + ".>", consumer.createDispatcher(), m -> heard(m.getData()), false, options);
        commit(postgres, name, rate, count);
        if (!all.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException(all.getCount() + " events did not come");
        }
      } finally {
        consumer.close();
      }
    }

    private void heard(byte[] body) {
      long now = System.nanoTime();
      Matcher id = ID.matcher(new String(body, StandardCharsets.UTF_8));
      if (id.find() && delivered.getAndSet(Integer.parseInt(id.group(1)), now) == 0) {
        if (!id.group(1).equals("0")) {
          all.countDown();
        }
      }
    }

    private void commit(PostgresServer postgres, String name, int rate, int count)
        throws SQLException {
      String url = "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/postgres";
      try (var c = DriverManager.getConnection(url, PostgresServer.SUPERUSER, "");
          var insert = c.prepareStatement("insert into " + name + " values (?, 'row')")) {
        long from = System.nanoTime();
        for (int i = 1; i <= count; i++) {
          long due = from + i * 1_000_000_000L / rate;
          while (System.nanoTime() - due < 0) {
            LockSupport.parkNanos(due - System.nanoTime());
          }
          insert.setLong(1, i);
          insert.executeUpdate();
          committed.set(i, System.nanoTime());
        }
      }
    }

    /** Of each row, in their order; what came before COMMIT had returned took none. */
    long[] nanos() {
      var nanos = new long[committed.length()];
      for (int i = 1; i < nanos.length; i++) {
        nanos[i] = Math.max(0, delivered.get(i) - committed.get(i));
      }
      return nanos;
    }
  }
}
