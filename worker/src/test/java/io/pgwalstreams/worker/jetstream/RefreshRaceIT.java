package io.pgwalstreams.worker.jetstream;

import static org.awaitility.Awaitility.await;

import io.pgwalstreams.testkit.NatsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** New credentials or servers that come while the connection by the old ones is being made. */
class RefreshRaceIT {
  private static final long OLD_LIMIT = 12_345;

  private static NatsEndpoint endpoint(String url) {
    return new NatsEndpoint(
        List.of(url),
        new NatsCredentials.None(),
        null,
        NatsEndpoint.DEFAULT_API_PREFIX,
        "it",
        Duration.ofSeconds(10));
  }

  @Test
  void whatChangesWhileConnectingIsNotForgotten() throws IOException {
    var refreshed = new CountDownLatch(1);
    var asked = new CountDownLatch(1);
    try (var old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var server = NatsServer.start()) {
      Thread.ofVirtual().start(() -> answerSlowly(old, asked, refreshed));
      var settings = new JetStreamSettings("db", "pgwalstreams", "shop.orders", null);
      try (var client =
          JetStreamClient.connect(endpoint("nats://127.0.0.1:" + old.getLocalPort()), settings)) {
        await().until(() -> asked.getCount() == 0);
        client.refresh(endpoint(server.url()));
        refreshed.countDown();
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> client.connected() && client.maxPayload() != OLD_LIMIT);
      }
    }
  }

  private static void answerSlowly(
      ServerSocket old, CountDownLatch asked, CountDownLatch refreshed) {
    try (var socket = old.accept()) {
      asked.countDown();
      refreshed.await();
      var out = socket.getOutputStream();
      out.write(
          ("INFO {\"server_id\":\"A\",\"version\":\"2.11.0\",\"headers\":true,\"proto\":1,"
                  + "\"max_payload\":"
                  + OLD_LIMIT
                  + "}\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("PING")) {
          out.write("PONG\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException | InterruptedException e) {
      return;
    }
  }
}
