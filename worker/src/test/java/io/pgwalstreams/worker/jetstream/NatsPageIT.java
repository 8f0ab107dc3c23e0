package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.jetstream.JetStreamSettings.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The permissions of {@code docs/guide/nats.md} are enough for the worker, and for nobody else. */
class NatsPageIT {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "guide", "nats.md");
  private static final Pattern ACCOUNTS = Pattern.compile("(?ms)^```\\n(accounts \\{.*?)^```$");

  private NatsServer server;

  @BeforeEach
  void start() throws IOException {
    var block = ACCOUNTS.matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    server =
        NatsServer.start(
            block
                .group(1)
                .replace("$PGWALSTREAMS_PASSWORD", "worker")
                .replace("$BILLING_PASSWORD", "reader"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JetStreamClient connect(String user, String password) {
    return JetStreamClient.connect(
        TestStream.at(
            new NatsCredentials.UserPassword(user, password.toCharArray()),
            NatsEndpoint.DEFAULT_API_PREFIX,
            server.url()),
        TestStream.of("shop.shop", 1, Retention.LIMITS));
  }

  private static PublishAnswer publish(JetStreamPort port) {
    port.publish(
        OutgoingMessage.of(
            "db.public.users.insert",
            List.of(new Header("Nats-Expected-Stream", "db")),
            new byte[] {'{', '}'}),
        1,
        1);
    port.flush(Long.MAX_VALUE);
    var answer = new AtomicReference<PublishAnswer>();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              answer.set(port.poll());
              return answer.get() != null;
            });
    return answer.get();
  }

  @Test
  void theWorkerMayDoAllThatItNeeds() {
    try (var port = connect("pgwalstreams", "worker")) {
      assertThat(port.createStream().join().unsuitable()).isEmpty();
      assertThat(port.prepareBucket().join().unsuitable()).isEmpty();
      assertThat(publish(port)).isInstanceOf(PublishAnswer.Stored.class);
      assertThat(port.lastBySubject("db.>").join()).isPresent();
      assertThat(port.headers(1, 1).join()).hasSize(1);
      assertThat(port.putCheckpoint(new byte[] {1}, 0).join()).contains(1L);
      assertThat(port.checkpoints().join().stored()).hasSize(1);
    }
  }

  @Test
  void theWorkerMayAskWhichOtherStreamTakesTheSubjects() {
    try (var port = connect("pgwalstreams", "worker")) {
      port.createStream().join();
      assertThat(port.othersTaking("db.>").join()).isEmpty();
      assertThat(port.othersTaking("$KV.>").join()).isEmpty();
      port.prepareBucket().join();
      assertThat(port.othersTaking("$KV.>").join()).containsExactly("KV_pgwalstreams");
    }
  }

  @Test
  void whoMayNotAskWhichStreamsThereAreSeesNone() {
    try (var worker = connect("pgwalstreams", "worker");
        var reader = connect("billing", "reader")) {
      worker.createStream().join();
      worker.prepareBucket().join();
      assertThat(reader.othersTaking("$KV.>").join()).isEmpty();
    }
  }

  @Test
  void aReaderMayNotPublishBelowThePrefix() {
    try (var worker = connect("pgwalstreams", "worker");
        var reader = connect("billing", "reader")) {
      worker.createStream().join();
      assertThat(reader.stream().join()).map(StreamState::name).contains("db");
      assertThat(publish(reader))
          .isInstanceOfSatisfying(
              PublishAnswer.Refused.class,
              r -> assertThat(r.code()).isEqualTo(JetStreamClient.PUBLISH_DENIED));
    }
  }
}
