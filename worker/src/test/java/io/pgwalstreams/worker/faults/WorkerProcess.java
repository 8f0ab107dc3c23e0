package io.pgwalstreams.worker.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pgwalstreams.testkit.FreePort;
import io.pgwalstreams.testkit.OwnClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A worker in a JVM of its own, as a user would run it, with a small heap. It can be killed and
 * started again. Not thread-safe.
 */
final class WorkerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final int port;
  private final List<String> arguments;
  private List<String> jvmOptions = List.of();
  private Map<String, String> environment = Map.of();
  private volatile @Nullable Process process;

  private WorkerProcess(Path folder, int port, List<String> arguments) {
    this.folder = folder;
    this.port = port;
    this.arguments = arguments;
  }

  /** Prepares a worker; {@code arguments} follow {@code run FILE}. */
  static WorkerProcess of(WorkerDocument document, String... arguments) {
    try {
      Path folder = Files.createTempDirectory("pgws-worker");
      var worker = new WorkerProcess(folder, FreePort.next(), List.of(arguments));
      worker.write(document);
      Runtime.getRuntime().addShutdownHook(new Thread(worker::leave));
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts another document in place of the one that it runs with, as an editor would. */
  void write(WorkerDocument document) {
    write(document.text());
  }

  /** As {@link #write(WorkerDocument)}, with any text. */
  void write(String text) {
    try {
      Path next = folder.resolve("next.yaml");
      Files.writeString(next, text);
      Files.move(
          next,
          folder.resolve("walstream.yaml"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** More options of its Java, from the next start on. */
  WorkerProcess withJvm(String... options) {
    jvmOptions = List.of(options);
    return this;
  }

  /** The wall clock that it goes by, from the next start on. */
  WorkerProcess withClock(OwnClock clock) {
    environment = clock.environment();
    return this;
  }

  /** Starts it; {@code more} are arguments for this time only. */
  WorkerProcess start(String... more) {
    if (isRunning()) {
      throw new IllegalStateException("the worker runs");
    }
    try {
      Files.deleteIfExists(terminationFile());
      var builder =
          new ProcessBuilder(command(List.of(more)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
      builder.environment().putAll(environment);
      process = builder.start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(List<String> more) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            System.getProperty("ws.main", "io.pgwalstreams.worker.cli.Main"),
            "run",
            folder.resolve("walstream.yaml").toString(),
            "--listen",
            "127.0.0.1:" + port,
            "--termination-log",
            terminationFile().toString()));
    command.addAll(arguments);
    command.addAll(more);
    return command;
  }

  boolean isRunning() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** The process id. */
  long pid() {
    return running().pid();
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("the worker was not started");
    }
    return running;
  }

  /** Ends it at once, without any chance to tidy up. */
  void kill9() {
    running().destroyForcibly().onExit().join();
  }

  /** Asks for an orderly end; returns the exit status. */
  int terminate() {
    running().destroy();
    return exitStatus();
  }

  /** Stops its clock, as a paused virtual machine does. */
  void pause() {
    Signal.STOP.to(pid());
  }

  /** Lets it go on after {@link #pause}. */
  void resume() {
    Signal.CONT.to(pid());
  }

  /** Waits for its end; the exit status. */
  int exitStatus() {
    try {
      Process ending = running();
      if (!ending.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the worker does not end:\n" + log());
      }
      return ending.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it left as its reason; empty when there is none. */
  String terminationLog() {
    try {
      return Files.exists(terminationFile()) ? Files.readString(terminationFile()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code /status}; a missing node while nobody answers. */
  JsonNode status() {
    String text = get("/status");
    try {
      return text.isEmpty() ? MissingNode.getInstance() : json.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code /metrics}; empty while nobody answers. */
  String metrics() {
    return get("/metrics");
  }

  private String get(String path) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until it streams. */
  WorkerProcess awaitStreaming() {
    return awaitStatus(s -> s.path("phase").asText().equalsIgnoreCase("streaming"));
  }

  /** Waits until {@code /status} is as wanted; fails with the log when the worker ends instead. */
  WorkerProcess awaitStatus(Predicate<JsonNode> wanted) {
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                if (!isRunning()) {
                  throw new IllegalStateException("the worker has ended");
                }
                return wanted.test(status());
              });
    } catch (RuntimeException e) {
      throw new IllegalStateException(status() + "\n" + log(), e);
    }
    return this;
  }

  private Path terminationFile() {
    return folder.resolve("termination-log");
  }

  private Path logFile() {
    return folder.resolve("worker.log");
  }

  /** Everything that it has written, over all starts. */
  String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Whoever ends before it, ends it, be it frozen. */
  private void leave() {
    Process last = process;
    if (last != null) {
      last.destroyForcibly();
    }
  }

  @Override
  public void close() {
    if (isRunning()) {
      kill9();
    }
    try (var files = Files.walk(folder)) {
      for (Path f : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(f);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
