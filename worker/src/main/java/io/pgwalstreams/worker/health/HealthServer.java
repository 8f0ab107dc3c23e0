package io.pgwalstreams.worker.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pgwalstreams.database.Lsn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /status} over HTTP. */
public final class HealthServer implements AutoCloseable {
  private static final int BACKLOG = 64;

  private final HttpServer server;
  // A thread for each request, however slowly it comes: a probe waits for nobody.
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new SimpleModule().addSerializer(Lsn.class, new LsnAsText()))
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private record Answer(int code, String type, String body) {}

  private static final class LsnAsText extends JsonSerializer<Lsn> {
    @Override
    public void serialize(Lsn lsn, JsonGenerator out, SerializerProvider unused)
        throws IOException {
      out.writeString(lsn.toString());
    }
  }

  private HealthServer(HttpServer server, WorkerState state, WorkerMetrics metrics) {
    this.server = server;
    route("/livez", () -> state.live() ? text(200, "ok\n") : text(503, "the pipeline hangs\n"));
    route(
        "/readyz",
        () ->
            state.notReady().map(why -> text(503, why + "\n")).orElseGet(() -> text(200, "ok\n")));
    route(
        "/metrics",
        () -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
    route("/status", () -> new Answer(200, "application/json", status(state)));
    server.setExecutor(executor);
    server.start();
  }

  /** Listens at {@code address}; IOException when it is in use. */
  public static HealthServer listen(
      InetSocketAddress address, WorkerState state, WorkerMetrics metrics) throws IOException {
    // A client that sends its request slowly must not hold a connection for ever.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    System.setProperty("sun.net.httpserver.maxReqHeaderSize", "16384");
    System.setProperty("jdk.httpserver.maxConnections", "500");
    return new HealthServer(HttpServer.create(address, BACKLOG), state, metrics);
  }

  private String status(WorkerState state) {
    try {
      return json.writeValueAsString(state.status()) + "\n";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Answer text(int code, String body) {
    return new Answer(code, "text/plain; charset=utf-8", body);
  }

  private void route(String path, Supplier<Answer> answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            boolean known =
                exchange.getRequestURI().getPath().equals(path)
                    && exchange.getRequestMethod().equals("GET");
            send(exchange, known ? answer.get() : text(404, "not found\n"));
          }
        });
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(answer.code(), body.length);
    exchange.getResponseBody().write(body);
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
