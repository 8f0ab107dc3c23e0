package io.pgwalstreams.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.JetStreamApiException;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts PostgreSQL, nats-server and the worker on this machine, lets an application write,",
      "kills the worker with kill -9 in the middle, and proves that the stream holds each change",
      "once and in order. Exit status 1 when it does not."
    })
public final class Demo implements Callable<Integer> {
  private static final Duration CTRL_C = Duration.ofMillis(500);

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "How long the application writes. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--folder",
      defaultValue = "target/demo",
      description =
          "Where document and log are written, in a folder of each run. Default: ${DEFAULT-VALUE}")
  private Path folder = Path.of("");

  @Option(
      names = "--worker",
      defaultValue = "worker/target/pgwalstreams-worker.jar",
      description = "The worker's jar. Default: ${DEFAULT-VALUE}")
  private Path jar = Path.of("");

  private final PrintStream out;

  Demo(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    var ending = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (!ending.getAndSet(true)) {
                    out.printf("%nStopping everything.%n");
                  }
                }));
    var command = new CommandLine(new Demo(out));
    command.setExecutionExceptionHandler((failure, c, r) -> status(failure, c, ending));
    int status = command.execute(args);
    ending.set(true);
    System.exit(status);
  }

  /** Ctrl-C reaches the servers too, and that they end is not worth a word. */
  private static int status(Exception failure, CommandLine command, AtomicBoolean ending) {
    LockSupport.parkNanos(CTRL_C.toNanos());
    if (ending.get()) {
      return 130;
    }
    command.getErr().println("The demo cannot go on: " + failure.getMessage());
    command.getErr().flush();
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  @Override
  public Integer call()
      throws IOException, SQLException, InterruptedException, JetStreamApiException {
    Path own =
        Files.createDirectories(folder.resolve(Long.toString(ProcessHandle.current().pid())));
    out.println("Starting PostgreSQL, nats-server and the worker …");
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start();
        var shop = new Shop(postgres)) {
      Path document = own.resolve("shop.yaml");
      Path log = own.resolve("worker.log");
      Files.writeString(document, document(postgres, nats));
      try (var worker = new WorkerProcess(jar.toAbsolutePath(), document, log)) {
        worker.start();
        worker.awaitStreaming();
        introduce(postgres, nats, worker, document, log);
        var screen = new Screen(out, System::nanoTime);
        try (var tail = new Tail(nats.url(), "shop", screen::take)) {
          boolean exact = new Play(shop, worker, tail, out).run(Duration.ofSeconds(seconds));
          stay(postgres, nats, worker);
          return exact ? 0 : 1;
        }
      }
    }
  }

  private void introduce(
      PostgresServer postgres, NatsServer nats, WorkerProcess worker, Path document, Path log) {
    out.printf(
        """

          PostgreSQL %-8s 127.0.0.1:%d, database %s
          nats-server         %s, with JetStream
          worker              process %d, of %s; its log: %s

        An application writes for %d s. Events as a consumer of the stream sees them (some of them):

        """,
        postgres.query("show server_version"),
        postgres.port(),
        Shop.DATABASE,
        nats.url(),
        worker.pid(),
        document,
        log,
        seconds);
  }

  private void stay(PostgresServer postgres, NatsServer nats, WorkerProcess worker)
      throws IOException {
    if (!Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)) {
      return;
    }
    out.printf(
        """

        Everything goes on running, and events are shown here. Try it from another terminal:

          psql -h 127.0.0.1 -p %d -U %s %s -c "update customers set city = 'Kraków' where id = 1"
          nats --server %s stream view shop        (github.com/nats-io/natscli)
          nats --server %s subscribe '%s.>'
          curl -s %s

        Enter ends everything.
        """,
        postgres.port(),
        Shop.USER,
        Shop.DATABASE,
        nats.url(),
        nats.url(),
        Shop.DATABASE,
        worker.statusUrl());
    int unused = System.in.read();
  }

  private static String document(PostgresServer postgres, NatsServer nats) {
    return """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: shop}
        spec:
          database:
            host: 127.0.0.1
            port: %d
            name: shop
            credentials: {secretRef: {name: shop}}
            tls: {mode: disable}
          publication:
            managed:
              tables: [{name: customers}, {name: orders}, {name: order_lines}]
          nats:
            servers: ["%s"]
            subjectPrefix: shop
            stream: {name: shop, createIfMissing: {}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: shop}
        stringData: {username: shop, password: demo}
        """
        .formatted(postgres.port(), nats.url());
  }
}
