package io.pgwalstreams.operator.worker;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.operator.observe.WorkerReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks workers for their {@code /status}. A worker that does not answer is no error: its pod and
 * its slot are witnesses too. Thread-safe.
 */
public final class WorkerClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerClient.class);
  private static final int PORT = 8080;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** A pod is a tenant's: what it answers must not fill the operator's memory. */
  private static final long LONGEST_ANSWER = 256 << 10;

  private final int port;
  private final Duration timeout;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;

  /** Asks at the worker's port, for two seconds at most. */
  public WorkerClient() {
    this(PORT, TIMEOUT);
  }

  WorkerClient(int port, Duration timeout) {
    this.port = port;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(timeout)
            .executor(threads)
            .build();
  }

  /** What the worker at this address says; empty when it says nothing that can be read. */
  public Optional<WorkerReport> report(String ip) {
    try {
      return answer(request(ip)).map(WorkerReportReader::read);
    } catch (FailureException | IllegalArgumentException e) {
      LOG.debug("worker at {}: {}", ip, e.getMessage());
      return Optional.empty();
    }
  }

  private HttpRequest request(String ip) {
    String host = ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
    return HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/status"))
        .timeout(timeout)
        .build();
  }

  private Optional<String> answer(HttpRequest request) {
    BodyHandler<String> body =
        BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LONGEST_ANSWER);
    CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, body);
    try {
      // The request's own timeout ends with the headers; this one holds for the body too.
      HttpResponse<String> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("{}: {}", request.uri(), e.toString());
    }
    answer.cancel(true);
    return Optional.empty();
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
