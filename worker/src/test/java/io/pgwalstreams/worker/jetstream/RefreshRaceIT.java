package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.testkit.NatsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** New credentials or servers that come while the connection by the old ones is being made. */
class RefreshRaceIT {
  private static final long OLD_LIMIT = 12_345;

  private static final JetStreamSettings SETTINGS =
      new JetStreamSettings("db", "pgwalstreams", "shop.orders", null);

  /** Well below the time that a connect is given. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static NatsEndpoint endpoint(String url) {
    return endpoint(url, new NatsCredentials.None());
  }

  private static NatsEndpoint endpoint(String url, NatsCredentials credentials) {
    return new NatsEndpoint(
        List.of(url),
        credentials,
        null,
        NatsEndpoint.DEFAULT_API_PREFIX,
        "it",
        Duration.ofSeconds(20));
  }

  private static ServerSocket hanging() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static String url(ServerSocket socket) {
    return "nats://127.0.0.1:" + socket.getLocalPort();
  }

  @Test
  void whatChangesWhileConnectingIsNotForgottenAndWhatComesLateIsClosed() throws Exception {
    var refreshed = new CountDownLatch(1);
    var asked = new CountDownLatch(1);
    try (var old = hanging();
        var server = NatsServer.start()) {
      var late = Thread.ofVirtual().start(() -> answerSlowly(old, asked, refreshed));
      try (var client = JetStreamClient.connect(endpoint(url(old)), SETTINGS)) {
        await().until(() -> asked.getCount() == 0);
        client.refresh(endpoint(server.url()));
        refreshed.countDown();
        await().atMost(AT_ONCE).until(() -> client.connected() && client.maxPayload() != OLD_LIMIT);
        assertThat(late.join(AT_ONCE)).as("the old server's connection is closed").isTrue();
        assertThat(client.maxPayload()).isNotEqualTo(OLD_LIMIT);
      }
    }
  }

  @Test
  void whatChangesDoesNotWaitForAConnectThatHangs() throws IOException {
    try (var silent = hanging();
        var server = NatsServer.start();
        var client = JetStreamClient.connect(endpoint(url(silent)), SETTINGS);
        var asked = silent.accept()) {
      assertThat(asked.isConnected()).isTrue();
      client.refresh(endpoint(server.url()));
      await().atMost(AT_ONCE).until(client::connected);
    }
  }

  @Test
  void theRightPasswordDoesNotWaitForTheEndOfTheWrongOne() {
    try (var server =
            NatsServer.start("authorization { users: [ { user: worker, password: right } ] }");
        var client = JetStreamClient.connect(endpoint(server.url(), password("wrong")), SETTINGS)) {
      await().until(() -> Files.readString(server.logFile()).contains("authentication error"));
      client.refresh(endpoint(server.url(), password("right")));
      await().atMost(AT_ONCE).until(client::connected);
    }
  }

  private static NatsCredentials password(String password) {
    return new NatsCredentials.UserPassword("worker", password.toCharArray());
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
