package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.NatsServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A JetStream that does not hear everything, as one whose stream has no leader at the moment. */
class QuestionsIT {
  private static final String DEAF = "deaf";
  private static final String API = "$JS.API";

  private final Map<String, Integer> heard = new ConcurrentHashMap<>();
  private NatsServer server;
  private Connection between;
  private volatile int unheard;

  @BeforeEach
  void start() throws Exception {
    server = NatsServer.start();
    between = Nats.connect(server.url());
    var dispatcher = between.createDispatcher(this::pass);
    dispatcher.subscribe(DEAF + ".>");
    between.flush(Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() throws Exception {
    between.close();
    server.close();
  }

  /** Lets a request through to JetStream, but for the first ones on its subject. */
  private void pass(Message message) {
    String subject = message.getSubject();
    if (heard.merge(subject, 1, Integer::sum) > unheard) {
      between.publish(
          API + subject.substring(DEAF.length()), message.getReplyTo(), message.getData());
    }
  }

  private int heardOf(String call) {
    return heard.getOrDefault(DEAF + "." + call, 0);
  }

  private JetStreamClient client() {
    return JetStreamClient.connect(
        TestStream.at(new NatsCredentials.None(), DEAF, server.url()), TestStream.settings());
  }

  private static Reason reason(Runnable asking) {
    try {
      asking.run();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FailureException f) {
        return f.failure().reason();
      }
      throw e;
    }
    throw new AssertionError("it was answered");
  }

  @Test
  void aQuestionThatNobodyHeardIsAskedAgain() {
    try (var port = client()) {
      port.createStream().join();
      heard.clear();
      unheard = 1;
      assertThat(port.stream().join()).isPresent();
      assertThat(port.message(1).join()).isEmpty();
      assertThat(port.newestCheckpoint().join()).isEmpty();
      assertThat(heard.values()).allMatch(times -> times >= 2);
    }
  }

  @Test
  void aQuestionThatIsHeardIsAskedOnce() {
    try (var port = client()) {
      port.createStream().join();
      heard.clear();
      assertThat(port.stream().join()).isPresent();
      // Longer than the patience of the first one.
      unheard = 1;
      assertThat(port.message(1).join()).isEmpty();
      assertThat(heardOf("STREAM.INFO.db")).isEqualTo(1);
    }
  }

  @Test
  void aQuestionThatNobodyHearsFailsAfterThreeTimes() {
    unheard = Integer.MAX_VALUE;
    try (var port = client()) {
      assertThat(reason(() -> port.stream().join())).isEqualTo(Reason.StreamUnavailable);
      assertThat(heardOf("STREAM.INFO.db")).isEqualTo(3);
    }
  }

  @Test
  void aChangeThatNobodyHeardIsNotSentAgain() {
    unheard = 1;
    try (var port = client()) {
      assertThat(reason(() -> port.createStream().join())).isEqualTo(Reason.StreamUnavailable);
      assertThat(heardOf("STREAM.CREATE.db")).isEqualTo(1);
    }
  }
}
