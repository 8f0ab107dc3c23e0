package io.pgwalstreams.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.testkit.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The worker as a user would run it: {@code java -jar … run shop.yaml}. Not thread-safe. */
final class WorkerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path jar;
  private final Path document;
  private final Path log;
  private final int port;
  private final ObjectMapper json = new ObjectMapper();
  private final Thread hook = new Thread(this::killQuietly);
  private @Nullable Process process;

  WorkerProcess(Path jar, Path document, Path log) throws IOException {
    this.jar = jar;
    this.document = document;
    this.log = log;
    this.port = FreePort.next();
    Files.deleteIfExists(log);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString(),
                "run",
                document.toString(),
                "--listen",
                "127.0.0.1:" + port,
                "--log-format",
                "text")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }

  long pid() {
    return running().pid();
  }

  private Process running() {
    Process now = process;
    if (now == null) {
      throw new IllegalStateException("the worker was not started");
    }
    return now;
  }

  /** Ends it at once, without any chance to tidy up. */
  void kill9() {
    running().destroyForcibly().onExit().join();
  }

  /** Waits until events flow. */
  void awaitStreaming() throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!streams()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("the worker does not stream:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** True when events flow; IllegalStateException when it has ended. */
  boolean streams() throws IOException {
    if (!running().isAlive()) {
      throw new IllegalStateException("the worker ended:\n" + Files.readString(log));
    }
    return status().path("phase").asText().equals("STREAMING");
  }

  /** Where it went on, and why, in its own words. */
  String resumed() {
    return status().path("resume").path("sentence").asText();
  }

  private JsonNode status() {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(statusUrl())).build();
      return json.readTree(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return json.createObjectNode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String statusUrl() {
    return "http://127.0.0.1:" + port + "/status";
  }

  private void killQuietly() {
    Process now = process;
    if (now != null) {
      now.destroyForcibly();
    }
  }

  @Override
  public void close() {
    Process now = process;
    if (now != null) {
      now.destroy();
      now.onExit().join();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
