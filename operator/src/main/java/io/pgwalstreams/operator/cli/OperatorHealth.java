package io.pgwalstreams.operator.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /livez}, {@code /readyz} and {@code /metrics} over HTTP. Ready as long as all watches
 * stand; alive until they have been down for minutes, because an outage of the API server is no
 * reason to start every operator again.
 */
final class OperatorHealth implements AutoCloseable {
  private static final Duration GRACE = Duration.ofMinutes(5);
  private static final int BACKLOG = 64;

  private final HttpServer server;
  // A thread for each request, however slowly it comes: a probe waits for nobody.
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final BooleanSupplier watching;
  private final Clock clock;
  private @Nullable Instant deafSince;

  private record Answer(int code, String body) {}

  private OperatorHealth(
      HttpServer server, BooleanSupplier watching, Supplier<String> metrics, Clock clock) {
    this.server = server;
    this.watching = watching;
    this.clock = clock;
    route("/livez", () -> verdict(hears() || !deafForLong()));
    route("/readyz", () -> verdict(hears()));
    route("/metrics", () -> new Answer(200, metrics.get()));
    server.setExecutor(executor);
    server.start();
  }

  /**
   * Listens at HOST:PORT, with {@code metrics} as their text; FailureException when that cannot be.
   */
  static OperatorHealth listen(
      String at, BooleanSupplier watching, Supplier<String> metrics, Clock clock) {
    // A client that sends its request slowly must not hold a connection for ever.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    System.setProperty("sun.net.httpserver.maxReqHeaderSize", "16384");
    System.setProperty("jdk.httpserver.maxConnections", "500");
    int colon = at.lastIndexOf(':');
    try {
      var address =
          new InetSocketAddress(
              at.substring(0, Math.max(colon, 0)), Integer.parseInt(at.substring(colon + 1)));
      return new OperatorHealth(HttpServer.create(address, BACKLOG), watching, metrics, clock);
    } catch (IOException | IllegalArgumentException e) {
      throw new FailureException(
          Reason.InvalidSpec.because(
              "cannot listen on '" + at + "': " + e.getMessage(),
              "give --listen HOST:PORT with a free port"),
          e);
    }
  }

  private synchronized boolean hears() {
    boolean now = watching.getAsBoolean();
    if (now) {
      deafSince = null;
    } else if (deafSince == null) {
      deafSince = clock.instant();
    }
    return now;
  }

  private synchronized boolean deafForLong() {
    Instant since = deafSince;
    return since != null && since.plus(GRACE).isBefore(clock.instant());
  }

  private static Answer verdict(boolean good) {
    return good ? new Answer(200, "ok\n") : new Answer(503, "watches are down\n");
  }

  private void route(String path, Supplier<Answer> answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            boolean known =
                exchange.getRequestURI().getPath().equals(path)
                    && exchange.getRequestMethod().equals("GET");
            send(exchange, known ? answer.get() : new Answer(404, "not found\n"));
          }
        });
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(answer.code(), body.length);
    exchange.getResponseBody().write(body);
  }

  /** The port that it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
