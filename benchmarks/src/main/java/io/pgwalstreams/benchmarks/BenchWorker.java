package io.pgwalstreams.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The worker as a process of its own, as a pod would run it. Used by one thread. */
final class BenchWorker implements AutoCloseable {
  private static final int PORT = 18_099;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;
  private final CpuClock cpu;

  private BenchWorker(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.cpu = new CpuClock(process.pid());
  }

  /** Of the publication and slot of that name, to the stream and subjects of that name. */
  static BenchWorker start(PostgresServer postgres, NatsServer nats, String name)
      throws IOException {
    Path document = Files.createTempFile("bench", ".yaml");
    Files.writeString(document, document(postgres, nats, name));
    Path log = Files.createTempFile("bench", ".log");
    Process process =
        new ProcessBuilder(command(document))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new BenchWorker(process, log);
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

  long cpuNanos() throws IOException {
    return cpu.nanos();
  }

  /** Peak resident memory, KiB; 0 when the process has ended. */
  long peakResident() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(l -> l.startsWith("VmHWM:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  /** Asks seldom: each answer costs the worker as much as some dozens of events. */
  void awaitSequence(long wanted) throws IOException {
    while (sequence() < wanted) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the worker ended:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(wanted == 1 ? 5_000_000 : 50_000_000);
    }
  }

  /** Up to where everything is acknowledged. */
  long sequence() {
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

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
