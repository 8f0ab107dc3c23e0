package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.CheckpointHistory;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import io.pgwalstreams.worker.jetstream.JetStreamSettings.Retention;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JetStreamClientIT {
  private NatsServer server;

  @BeforeEach
  void start() {
    server = NatsServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static NatsEndpoint endpoint(String url) {
    return TestStream.at(url);
  }

  private static JetStreamSettings settings(Retention retention) {
    return TestStream.of("shop.orders", 1, retention);
  }

  private JetStreamClient client() {
    return JetStreamClient.connect(endpoint(server.url()), settings(Retention.LIMITS));
  }

  private static OutgoingMessage chained(long sequence) {
    return OutgoingMessage.of(
        "db.public.users.insert",
        List.of(
            new Header("Nats-Expected-Last-Sequence", Long.toString(sequence - 1)),
            new Header("Nats-Expected-Stream", "db"),
            new Header("Pgws-Position", "1/0000000A/" + sequence)),
        ("{\"id\":" + sequence + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static List<PublishAnswer> answers(JetStreamPort port, int count) {
    var all = new ArrayList<PublishAnswer>();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              for (var a = port.poll(); a != null; a = port.poll()) {
                all.addAll(Answers.each(a));
              }
              return all.size() >= count;
            });
    return all;
  }

  private static void fill(JetStreamPort port, long from, long to) {
    for (long s = from; s <= to; s++) {
      port.publish(chained(s), 1, s);
    }
    port.flush(1);
    assertThat(answers(port, (int) (to - from + 1)))
        .allSatisfy(
            a ->
                assertThat(a)
                    .isEqualTo(new PublishAnswer.Stored(a.token(), a.token().sequence(), false)));
  }

  @Test
  void whatIsDiscardedIsNotSentAndWhatComesBehindItIs() {
    try (var port = client()) {
      port.createStream().join();
      fill(port, 1, 2);
      port.publish(chained(3), 1, 3);
      port.publish(chained(4), 1, 4);
      assertThat(port.discard()).isEqualTo(2);
      assertThat(port.discard()).isZero();
      fill(port, 3, 3);
      assertThat(port.stream().join().orElseThrow().lastSequence()).isEqualTo(3);
    }
  }

  @Test
  void tellsOfChainedMessagesByTheSequenceThatTheyGot() {
    try (var port = client()) {
      port.createStream().join();
      for (long s = 1; s <= 1000; s++) {
        port.publishChained(chained(s), 4, s);
      }
      port.publishChained(chained(1002), 4, 1002);
      port.publishChained(chained(1001), 5, 1001);
      port.flush(1);
      var all = answers(port, 1002);
      assertThat(all.subList(0, 1000))
          .isEqualTo(
              LongStream.rangeClosed(1, 1000)
                  .mapToObj(s -> new PublishAnswer.Stored(new Token(4, s), s, false))
                  .toList());
      assertThat(all.get(1000))
          .isEqualTo(
              new PublishAnswer.Refused(new Token(4, 0), 10071, "wrong last sequence: 1000"));
      assertThat(all.get(1001))
          .isEqualTo(new PublishAnswer.Stored(new Token(5, 1001), 1001, false));
    }
  }

  @Test
  void createsTheStreamOnceAndSeesIt() {
    try (var port = client()) {
      assertThat(port.stream().join()).isEmpty();
      var created = port.createStream().join();
      assertThat(created.name()).isEqualTo("db");
      assertThat(created.subjects()).containsExactly("db.>");
      assertThat(created.unsuitable()).isEmpty();
      assertThat(created.storage()).isEqualTo("file");
      assertThat(created.inspectable()).isTrue();
      assertThat(created.lastSequence()).isZero();
      assertThat(created.duplicateWindowMillis()).isEqualTo(120_000);
      assertThat(port.stream().join()).contains(created);
      assertThat(port.maxPayload()).isEqualTo(1 << 20);
    }
    try (var other =
        JetStreamClient.connect(endpoint(server.url()), settings(Retention.INTEREST))) {
      assertThat(reason(() -> other.createStream().join())).isEqualTo(Reason.StreamUnsuitable);
    }
  }

  private static Reason reason(Runnable work) {
    try {
      work.run();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FailureException f) {
        return f.failure().reason();
      }
      throw e;
    }
    throw new AssertionError("nothing failed");
  }

  @Test
  void storesAChainAndRefusesWhatDoesNotFollow() {
    try (var port = client()) {
      port.createStream().join();
      fill(port, 1, 1000);
      port.publish(chained(1002), 2, 1002);
      port.flush(1);
      assertThat(answers(port, 1).getFirst())
          .isInstanceOfSatisfying(
              PublishAnswer.Refused.class,
              r -> {
                assertThat(r.code()).isEqualTo(10071);
                assertThat(r.description()).isEqualTo("wrong last sequence: 1000");
                assertThat(r.token()).isEqualTo(new Token(2, 1002));
              });
      assertThat(port.stream().join().orElseThrow().lastSequence()).isEqualTo(1000);
    }
  }

  @Test
  void saysWhenNobodyTakesASubject() {
    try (var port = client()) {
      port.createStream().join();
      port.publish(OutgoingMessage.of("elsewhere.x", List.of(), new byte[0]), 7, 1);
      port.flush(1);
      assertThat(answers(port, 1).getFirst())
          .isInstanceOfSatisfying(
              PublishAnswer.Refused.class, r -> assertThat(r.code()).isEqualTo(503));
    }
  }

  @Test
  void readsMessagesFromTheLeader() {
    try (var port = client()) {
      port.createStream().join();
      fill(port, 1, 3);
      var last = port.lastBySubject("db.>").join().orElseThrow();
      assertThat(last.sequence()).isEqualTo(3);
      assertThat(last.subject()).isEqualTo("db.public.users.insert");
      assertThat(last.header("Pgws-Position")).isEqualTo("1/0000000A/3");
      assertThat(new String(last.body(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":3}");
      assertThat(port.message(2).join().orElseThrow().sequence()).isEqualTo(2);
      assertThat(port.message(4).join()).isEmpty();
      assertThat(port.lastBySubject("db.none.>").join()).isEmpty();
    }
  }

  @Test
  void readsAWindowOfHeadersEvenFromAWorkQueueStream() {
    try (var port =
        JetStreamClient.connect(endpoint(server.url()), settings(Retention.WORK_QUEUE))) {
      assertThat(port.createStream().join().inspectable()).isFalse();
      fill(port, 1, 8192);
      var found = port.headers(1, 8200).join();
      assertThat(found).hasSize(8192);
      assertThat(found).extracting(StoredMessage::sequence).isSorted().endsWith(8192L);
      assertThat(found)
          .allSatisfy(
              m -> {
                assertThat(m.body()).isEmpty();
                assertThat(m.header("Pgws-Position")).endsWith("/" + m.sequence());
              });
    }
  }

  @Test
  void checkpointsAreWrittenByCompareAndSetAndReadNewestFirst() {
    try (var port = client()) {
      assertThat(port.checkpoints().join()).isEqualTo(CheckpointHistory.NONE);
      port.createStream().join();
      var bucket = port.prepareBucket().join();
      assertThat(bucket.unsuitable()).isEmpty();
      assertThat(port.prepareBucket().join()).isEqualTo(bucket);
      long revision = 0;
      for (int i = 1; i <= 70; i++) {
        revision = port.putCheckpoint(new byte[] {(byte) i}, revision).join().orElseThrow();
      }
      assertThat(port.putCheckpoint(new byte[] {99}, revision - 1).join()).isEmpty();
      assertThat(port.putCheckpoint(new byte[] {99}, 0).join()).isEmpty();
      assertThat(port.checkpoints().join().revision()).isEqualTo(revision);
      var all = port.checkpoints().join().stored();
      assertThat(all).hasSize(64);
      assertThat(all.getFirst().revision()).isEqualTo(revision);
      assertThat(all).extracting(c -> (int) c.value()[0]).startsWith(70, 69, 68).endsWith(8, 7);
    }
  }

  private static long store(JetStreamPort port, int value) {
    long revision = port.checkpoints().join().revision();
    return port.putCheckpoint(new byte[] {(byte) value}, revision).join().orElseThrow();
  }

  /** As {@code nats kv del} and {@code nats kv purge} do. */
  private static void mark(JetStreamPort port, Header... headers) {
    port.publish(
        OutgoingMessage.of("$KV.pgwalstreams.shop.orders", List.of(headers), new byte[0]), 1, 1);
    port.flush(1);
    answers(port, 1);
  }

  @Test
  void aDeletedKeyHoldsNoCheckpointAndIsWrittenBehindItsMarker() {
    try (var port = client()) {
      port.prepareBucket().join();
      store(port, 1);
      store(port, 2);
      mark(port, new Header("KV-Operation", "DEL"));
      assertThat(port.checkpoints().join()).isEqualTo(new CheckpointHistory(3, List.of()));
      assertThat(port.putCheckpoint(new byte[] {3}, 2).join()).isEmpty();
      assertThat(store(port, 4)).isEqualTo(4);
      assertThat(port.checkpoints().join().stored())
          .singleElement()
          .satisfies(c -> assertThat(c.value()).containsExactly(4));
      mark(port, new Header("KV-Operation", "PURGE"), new Header("Nats-Rollup", "sub"));
      assertThat(port.checkpoints().join()).isEqualTo(new CheckpointHistory(5, List.of()));
      assertThat(store(port, 6)).isEqualTo(6);
    }
  }

  @Test
  void comesBackAfterTheServerWasKilled() {
    try (var port = client()) {
      port.createStream().join();
      fill(port, 1, 10);
      server.kill9();
      await().until(() -> !port.connected());
      port.publish(chained(11), 1, 11);
      port.flush(1);
      assertThat(port.poll()).isNull();
      assertThat(reason(() -> port.stream().join())).isEqualTo(Reason.NatsUnreachable);
      server.startAgain();
      await().until(port::connected);
      await()
          .untilAsserted(
              () -> assertThat(port.stream().join().orElseThrow().lastSequence()).isEqualTo(10));
      fill(port, 11, 20);
    }
  }

  @Test
  void aServerThatIsNotThereIsWaitedFor() {
    server.stop();
    try (var port = client()) {
      assertThatThrownBy(() -> port.stream().join()).hasMessageContaining("refuses the connection");
      server.startAgain();
      await().until(port::connected);
      assertThat(port.stream().join()).isEmpty();
    }
  }

  @Test
  void anEventLargerThanTheServerTakesIsRefusedHere() {
    try (var port = client()) {
      port.createStream().join();
      port.publish(OutgoingMessage.of("db.a.b.insert", List.of(), new byte[1 << 21]), 1, 1);
      assertThat(answers(port, 1).getFirst())
          .isInstanceOfSatisfying(
              PublishAnswer.Refused.class, r -> assertThat(r.code()).isEqualTo(10054));
      assertThat(port.stream().join()).isPresent();
    }
  }
}
