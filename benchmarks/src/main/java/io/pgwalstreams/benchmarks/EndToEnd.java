package io.pgwalstreams.benchmarks;

import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.tls.TlsMaterial;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamSettings;
import io.pgwalstreams.worker.jetstream.NatsCredentials;
import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * {@code make bench}: a backlog of rows, read by a bare walsender reader, published by a bare
 * chained publisher, and brought over by the worker; then the same for one large transaction. One
 * table of rates, CPU per event, and the ratio to the slower of the two limits in the same run.
 */
public final class EndToEnd {
  private static final long ROWS = Long.getLong("rows", 500_000);

  private EndToEnd() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      System.out.println("backlog of " + ROWS + " rows, about 125 B each; R1 file stream");
      workload(postgres, nats, "t100", 100);
      workload(postgres, nats, "t1", 1);
      workload(postgres, nats, "tall", (int) ROWS);
    }
  }

  private static void workload(
      PostgresServer postgres, NatsServer nats, String name, int perTransaction)
      throws IOException, InterruptedException {
    fill(postgres, name, perTransaction);
    Line reader = BareReader.measure(postgres(postgres), name + "_bare", name, ROWS);
    Line publisher = publisher(nats, name);
    Line worker = worker(postgres, nats, name);
    double limit = Math.min(reader.perSecond(), publisher.perSecond());
    System.out.println("\n" + perTransaction + " rows per transaction");
    System.out.println(Line.head());
    for (Line line : List.of(reader, publisher, worker)) {
      System.out.println(line.row(limit));
    }
  }

  private static void fill(PostgresServer postgres, String name, int perTransaction) {
    long transactions = ROWS / perTransaction;
    postgres.execute(
        "create table "
            + name
            + "(id bigserial primary key, a int, b text, c text, d timestamptz default now())",
        "create publication " + name + " for table " + name,
        "select pg_create_logical_replication_slot('" + name + "_bare', 'pgoutput')",
        "select pg_create_logical_replication_slot('" + name + "', 'pgoutput')",
        "create or replace procedure fill_"
            + name
            + "() language plpgsql as $$ begin for i in 1.."
            + transactions
            + " loop insert into "
            + name
            + "(a, b, c) select g, repeat('x', 40), 'name ' || g from generate_series(1, "
            + perTransaction
            + ") g; commit; end loop; end $$",
        "set synchronous_commit = off; call fill_" + name + "()");
  }

  private static PgConnector postgres(PostgresServer server) {
    return new PgConnector(
        new PostgresEndpoint(
            server.host(),
            server.port(),
            "postgres",
            PostgresServer.SUPERUSER,
            () -> new char[0],
            new PostgresEndpoint.Tls(PostgresEndpoint.TlsMode.DISABLE, TlsMaterial.NONE),
            "bench",
            Duration.ofSeconds(10)));
  }

  private static Line publisher(NatsServer nats, String name) {
    String stream = name + "_bare";
    var settings =
        new JetStreamSettings(
            stream,
            "bench",
            "bench." + name,
            new JetStreamSettings.NewStream(
                List.of(stream + ".>"),
                1,
                JetStreamSettings.Storage.FILE,
                Duration.ZERO,
                -1,
                JetStreamSettings.Retention.LIMITS,
                Duration.ofMinutes(2)));
    var endpoint =
        new NatsEndpoint(
            List.of(nats.url()),
            new NatsCredentials.None(),
            null,
            NatsEndpoint.DEFAULT_API_PREFIX,
            "bench",
            Duration.ofSeconds(10));
    try (var client = JetStreamClient.connect(endpoint, settings)) {
      client.createStream().join();
      return BarePublisher.measure(client, stream + ".public.t.insert", stream, ROWS);
    }
  }

  private static Line worker(PostgresServer postgres, NatsServer nats, String name)
      throws IOException {
    try (var worker = BenchWorker.start(postgres, nats, name)) {
      worker.awaitSequence(1);
      long from = System.nanoTime();
      long before = worker.cpuNanos();
      long start = worker.sequence();
      worker.awaitSequence(ROWS / 2);
      long half = worker.sequence();
      long warm = worker.cpuNanos();
      worker.awaitSequence(ROWS);
      long after = worker.cpuNanos();
      return new Line(
          "worker",
          ROWS - start,
          System.nanoTime() - from,
          after - before,
          // as if exactly half were left
          (long) ((after - warm) * (double) (ROWS - start) / 2 / (ROWS - half)),
          worker.peakResident());
    }
  }
}
