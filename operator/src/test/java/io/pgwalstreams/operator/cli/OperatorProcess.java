package io.pgwalstreams.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ThrowingRunnable;

/** The operator's program in a process of its own, as its image runs it. */
final class OperatorProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern PORT = Pattern.compile("answering on port ([0-9]+)");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;

  private OperatorProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** At the API server of this address; what it logs goes into this file. */
  static OperatorProcess start(String apiServer, Path log) throws IOException {
    var command =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "run",
                "--worker-image",
                "pgwalstreams/worker:1",
                "--cluster-id",
                "c",
                "--listen",
                "127.0.0.1:0",
                "--log-format",
                "json"));
    command.environment().put("KUBERNETES_MASTER", apiServer);
    command.environment().put("KUBECONFIG", log.resolveSibling("no-kubeconfig").toString());
    command.redirectErrorStream(true).redirectOutput(log.toFile());
    return new OperatorProcess(command.start(), log);
  }

  List<String> lines() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static void eventually(ThrowingRunnable claim) {
    await().atMost(LIMIT).untilAsserted(claim);
  }

  void says(String words) {
    await()
        .atMost(LIMIT)
        .failFast("the operator has ended", () -> !process.isAlive())
        .untilAsserted(() -> assertThat(lines()).anyMatch(line -> line.contains(words)));
  }

  private int port() {
    says("answering on port");
    Matcher found = PORT.matcher(String.join("\n", lines()));
    assertThat(found.find()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  String get(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port() + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** SIGTERM; the exit status, which must come within this time. */
  int endsWithin(Duration time) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)).as("ended").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
