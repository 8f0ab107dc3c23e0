package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Nats;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.FreePort;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import io.pgwalstreams.worker.jetstream.JetStreamSettings.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JetStreamClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<NatsServer> servers = new ArrayList<>();

  @BeforeEach
  void start() {
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < 3; i++) {
      ports.add(FreePort.next());
    }
    var routes = ports.stream().map(p -> "\"nats://127.0.0.1:" + p + "\"").toList();
    for (int port : ports) {
      servers.add(
          NatsServer.start(
              "cluster { name: c, listen: \"127.0.0.1:"
                  + port
                  + "\", routes: ["
                  + String.join(", ", routes)
                  + "] }"));
    }
  }

  @AfterEach
  void stop() {
    servers.forEach(NatsServer::close);
  }

  private JetStreamClient client() {
    return JetStreamClient.connect(
        TestStream.at(servers.stream().map(NatsServer::url).toArray(String[]::new)),
        TestStream.of("shop.orders", 3, Retention.LIMITS));
  }

  private static OutgoingMessage chained(long sequence) {
    return OutgoingMessage.of(
        "db.public.users.insert",
        List.of(
            new Header("Nats-Expected-Last-Sequence", Long.toString(sequence - 1)),
            new Header("Nats-Expected-Stream", "db")),
        new byte[100]);
  }

  /** The server that leads the stream, by the name that the testkit gives it. */
  private NatsServer leader() throws IOException, InterruptedException {
    var one = servers.stream().filter(NatsServer::isRunning).findFirst().orElseThrow();
    var connection = Nats.connect(one.url());
    try {
      var answer = connection.request("$JS.API.STREAM.INFO.db", new byte[0], Duration.ofSeconds(5));
      var name = ApiMessages.read(answer.getData()).path("cluster").path("leader").asText();
      return servers.stream()
          .filter(s -> name.equals("pgws" + s.port()))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the stream has no leader"));
    } finally {
      connection.close();
    }
  }

  private static void create(JetStreamPort port) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(port.createStream().join().replicas()).isEqualTo(3));
    await().ignoreExceptions().until(() -> port.prepareBucket().join().unsuitable().isEmpty());
  }

  @Test
  void theChainHoldsThroughTheLossOfTheLeader() throws Exception {
    try (var port = client()) {
      create(port);
      assertThat(publish(port, 1, 2000, 1)).isEqualTo(2000);
      var lost = leader();
      lost.kill9();
      assertThat(publishOn(port, 4000, 2)).isEqualTo(4000);
      assertHolds(port, 4000);
      lost.startAgain();
      assertThat(publish(port, 4001, 5000, 1000)).isEqualTo(5000);
      assertThat(port.putCheckpoint(new byte[] {1}, 0).join()).isPresent();
    }
  }

  @Test
  void saysThatThereIsNoLeaderAndGoesOnWhenThereIsOneAgain() throws Exception {
    try (var port = client()) {
      create(port);
      assertThat(publish(port, 1, 500, 1)).isEqualTo(500);
      // A leader that is left alone goes on telling of its stream for a while.
      var leader = leader();
      var lost = servers.stream().filter(s -> s == leader || s == another(leader)).toList();
      lost.forEach(NatsServer::kill9);
      await().atMost(PATIENCE).until(port::connected);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                var failure = failure(port);
                assertThat(failure.reason()).isEqualTo(Reason.StreamUnavailable);
                assertThat(failure.remedy()).contains("check that");
              });
      assertThat(publish(port, 501, 510, 2)).isEqualTo(500);
      lost.forEach(NatsServer::startAgain);
      assertThat(publishOn(port, 1000, 3)).isEqualTo(1000);
      assertHolds(port, 1000);
    }
  }

  private NatsServer another(NatsServer than) {
    return servers.stream().filter(s -> s != than).findFirst().orElseThrow();
  }

  /** As the worker does after a silence: looks where the stream ends, and goes on behind it. */
  private static long publishOn(JetStreamPort port, long to, int firstAttempt) {
    for (int attempt = firstAttempt; ; attempt++) {
      await().atMost(PATIENCE).until(port::connected);
      long reached = lastSequence(port);
      if (reached >= to || attempt > firstAttempt + 20) {
        return reached;
      }
      publish(port, reached + 1, to, attempt);
    }
  }

  /** A leader that has just come may still answer that it is unavailable, and is asked again. */
  private static void assertHolds(JetStreamPort port, int messages) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(JetStreamClusterIT::waits)
        .untilAsserted(() -> assertThat(port.headers(1, messages).join()).hasSize(messages));
  }

  private static boolean waits(Throwable thrown) {
    return thrown instanceof CompletionException e
        && e.getCause() instanceof FailureException f
        && f.failure().reason() == Reason.StreamUnavailable;
  }

  private static Failure failure(JetStreamPort port) {
    try {
      port.stream().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FailureException f) {
        return f.failure();
      }
      throw e;
    }
    throw new AssertionError("nothing failed");
  }

  private static long lastSequence(JetStreamPort port) {
    var found = new long[1];
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> found[0] = port.stream().join().orElseThrow().lastSequence());
    return found[0];
  }

  /** Publishes a chain and returns how far it was acknowledged before the first silence. */
  private static long publish(JetStreamPort port, long from, long to, int attempt) {
    for (long s = from; s <= to; s++) {
      port.publish(chained(s), attempt, s);
    }
    port.flush(Long.MAX_VALUE);
    long acknowledged = from - 1;
    long deadline = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (acknowledged < to && System.nanoTime() < deadline) {
      switch (port.poll()) {
        case PublishAnswer.StoredRun(long first, Token token) when token.attempt() == attempt -> {
          assertThat(first).isEqualTo(acknowledged + 1);
          acknowledged = token.sequence();
          deadline = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        }
        case PublishAnswer.Stored(Token token, long sequence, boolean duplicate)
            when token.attempt() == attempt && !duplicate -> {
          assertThat(sequence).isEqualTo(token.sequence());
          acknowledged = sequence;
          deadline = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        }
        case null, default -> Thread.onSpinWait();
      }
    }
    return acknowledged;
  }
}
