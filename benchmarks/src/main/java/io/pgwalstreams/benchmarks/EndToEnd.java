package io.pgwalstreams.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code make bench}: a backlog of rows, read by a bare walsender reader, published by a bare
 * chained publisher, and brought over by the worker; then the same for one large transaction. One
 * table of rates, CPU per event, and the ratio to the slower of the two limits in the same run.
 */
public final class EndToEnd {
  private static final long ROWS = Long.getLong("rows", 500_000);
  private static final int PORT = 18_099;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

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
      throws IOException, InterruptedException {
    Path document = Files.createTempFile("bench", ".yaml");
    Files.writeString(document, document(postgres, nats, name));
    Path log = Files.createTempFile("bench", ".log");
    Process worker =
        new ProcessBuilder(command(document))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      awaitSequence(worker, 1, log);
      long first = System.nanoTime();
      var cpu = new CpuClock(worker.pid());
      long before = cpu.nanos();
      long start = sequence();
      awaitSequence(worker, ROWS, log);
      return new Line(
          "worker",
          ROWS - start,
          System.nanoTime() - first,
          cpu.nanos() - before,
          peakResident(worker.pid()));
    } finally {
      worker.destroy();
      worker.waitFor();
    }
  }

  /** {@code -Dworker.jvm}: further flags for the worker's JVM, as for a flight recording. */
  private static List<String> command(Path document) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-Xmx96m", "-XX:+UseSerialGC"));
    String more = System.getProperty("worker.jvm", "");
    if (!more.isBlank()) {
      command.addAll(List.of(more.strip().split(" +")));
    }
    command.addAll(List.of("-jar", System.getProperty("worker.jar")));
    command.addAll(List.of("run", document.toString(), "--listen", "127.0.0.1:" + PORT));
    return command;
  }

  private static long peakResident(long pid) throws IOException {
    Path status = Path.of("/proc/" + pid + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(l -> l.startsWith("VmHWM:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static String document(PostgresServer postgres, NatsServer nats, String name) {
    return """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: bench-%1$s}
        spec:
          database:
            host: 127.0.0.1
            port: %2$d
            name: postgres
            credentials: {secretRef: {name: login}}
            tls: {mode: disable}
          publication: {existing: {name: %1$s}}
          slot: {existing: {name: %1$s}}
          nats:
            servers: ["%3$s"]
            subjectPrefix: %1$s
            stream: {name: %1$s, createIfMissing: {}}
        ---
        kind: Secret
        metadata: {name: login}
        stringData: {username: postgres, password: none}
        """
        .formatted(name, postgres.port(), nats.url());
  }

  /** Asks seldom: each answer costs the worker as much as some dozens of events. */
  private static void awaitSequence(Process worker, long wanted, Path log) throws IOException {
    while (sequence() < wanted) {
      if (!worker.isAlive()) {
        throw new IllegalStateException("the worker ended:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(wanted == 1 ? 5_000_000 : 50_000_000);
    }
  }

  private static long sequence() {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/status")).build();
      String body = HTTP.send(request, BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(body).path("progress").path("sequence").asLong();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
