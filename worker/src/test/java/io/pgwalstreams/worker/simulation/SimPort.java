package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.SentMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is made again by itself. What was published before its process was killed may
 * still arrive.
 */
final class SimPort implements JetStreamPort {
  private static final long MILLISECOND = 1_000_000;
  private static final long REQUEST_TIMEOUT = 5_000 * MILLISECOND;

  private final Sim sim;
  private final SimJetStream server;
  private final Sim.Actor owner;
  private final ArrayDeque<PublishAnswer> answers = new ArrayDeque<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private Runnable reconnected = () -> {};
  private int connection;
  private boolean connected = true;
  private long arrival;
  private long back;

  SimPort(Sim sim, SimJetStream server) {
    this.sim = sim;
    this.server = server;
    this.owner = sim.current();
    this.connection = server.connections();
    this.connected = server.isUp();
    watch();
  }

  /** Finds out that the connection is lost, and makes it again. */
  private void watch() {
    if (owner.hasEnded()) {
      return;
    }
    if (connection != server.connections() || !server.isUp()) {
      connected = false;
      if (server.isUp()) {
        connection = server.connections();
        connected = true;
        reconnected.run();
        owner.wake();
      }
    } else if (!connected) {
      connected = true;
      reconnected.run();
      owner.wake();
    }
    sim.after(20 * MILLISECOND + sim.below(200 * MILLISECOND), this::watch);
  }

  private boolean reaches(int madeOn) {
    return madeOn == server.connections() && server.isUp();
  }

  /** When what is sent now arrives: never before what was sent earlier. */
  private long arrival() {
    arrival = Math.max(arrival, sim.now() + 100_000 + sim.below(2 * MILLISECOND));
    return arrival;
  }

  private void back(int madeOn, Runnable action) {
    back = Math.max(back, sim.now() + 100_000 + sim.below(2 * MILLISECOND));
    sim.after(
        back - sim.now(),
        () -> {
          if (reaches(madeOn) && !owner.hasEnded()) {
            action.run();
            owner.wake();
          }
        });
  }

  private <T> CompletableFuture<T> ask(Supplier<T> question) {
    var future = new CompletableFuture<T>();
    int madeOn = connection;
    if (reaches(madeOn)) {
      sim.after(
          arrival() - sim.now(),
          () -> {
            if (reaches(madeOn)) {
              T answer = question.get();
              back(madeOn, () -> future.complete(answer));
            }
          });
    }
    sim.after(
        REQUEST_TIMEOUT,
        () -> {
          future.completeExceptionally(
              Reason.NatsUnreachable.because("no answer", "wait").asException());
          owner.wake();
        });
    return future;
  }

  @Override
  public CompletableFuture<Optional<StreamState>> stream() {
    return ask(() -> server.exists() ? Optional.of(server.state()) : Optional.empty());
  }

  @Override
  public CompletableFuture<StreamState> createStream() {
    return ask(
        () -> {
          server.create();
          return server.state();
        });
  }

  @Override
  public CompletableFuture<Optional<StoredMessage>> lastBySubject(String filter) {
    String prefix = filter.substring(0, filter.length() - 1);
    return ask(
        () ->
            server.messages.descendingMap().values().stream()
                .filter(m -> m.subject().startsWith(prefix))
                .findFirst());
  }

  @Override
  public CompletableFuture<Optional<StoredMessage>> message(long sequence) {
    return ask(() -> Optional.ofNullable(server.messages.get(sequence)));
  }

  @Override
  public CompletableFuture<List<StoredMessage>> headers(long from, long to) {
    return ask(
        () ->
            server.messages.subMap(from, true, to, true).values().stream()
                .map(m -> new StoredMessage(m.sequence(), m.subject(), m.headers(), new byte[0]))
                .toList());
  }

  @Override
  public void publish(OutgoingMessage outgoing, Token token) {
    SentMessage message = SentMessage.of(outgoing);
    int madeOn = connection;
    waiting.add(
        () -> {
          if (reaches(madeOn)) {
            PublishAnswer answer = server.take(message, token);
            back(madeOn, () -> answers.add(answer));
          }
        });
  }

  @Override
  public boolean hasRoom() {
    return waiting.size() < 500;
  }

  @Override
  public void flush(long unanswered) {
    for (Runnable one : waiting) {
      sim.after(arrival() - sim.now(), one);
    }
    waiting.clear();
  }

  @Override
  public @Nullable PublishAnswer poll() {
    PublishAnswer first = answers.poll();
    Token newest = first == null ? null : usual(first);
    if (first == null || newest == null) {
      return first;
    }
    // as from one read
    Token last = newest;
    for (Token t = next(last); t != null; t = next(last)) {
      answers.remove();
      last = t;
    }
    return last.equals(newest) ? first : new PublishAnswer.StoredRun(newest.sequence(), last);
  }

  /** The token of the answer that comes next, when it follows from that one. */
  private @Nullable Token next(Token behind) {
    PublishAnswer next = answers.peek();
    Token token = next == null ? null : usual(next);
    return token != null
            && token.attempt() == behind.attempt()
            && token.sequence() == behind.sequence() + 1
        ? token
        : null;
  }

  /** The token of an answer of the usual kind; null for any other. */
  private static @Nullable Token usual(PublishAnswer answer) {
    return switch (answer) {
      case PublishAnswer.Stored(Token token, long sequence, boolean duplicate) ->
          !duplicate && sequence == token.sequence() ? token : null;
      case PublishAnswer.StoredRun _, PublishAnswer.Refused _ -> null;
    };
  }

  @Override
  public void onAnswer(Runnable wake) {}

  @Override
  public void onReconnect(Runnable heard) {
    reconnected = heard;
  }

  @Override
  public boolean connected() {
    return connected;
  }

  @Override
  public long maxPayload() {
    return 1 << 20;
  }

  @Override
  public CompletableFuture<CheckpointHistory> checkpoints() {
    return ask(() -> new CheckpointHistory(server.revision(), List.copyOf(server.checkpoints)));
  }

  @Override
  public CompletableFuture<Map<String, byte[]>> otherCheckpoints() {
    return ask(Map::of);
  }

  @Override
  public CompletableFuture<BucketState> prepareBucket() {
    return ask(() -> new BucketState("pgwalstreams", List.of()));
  }

  @Override
  public CompletableFuture<Optional<Long>> putCheckpoint(byte[] value, long expectedRevision) {
    byte[] copy = value.clone();
    return ask(
        () -> {
          long revision = server.write(copy, expectedRevision);
          return revision == 0 ? Optional.empty() : Optional.of(revision);
        });
  }

  @Override
  public void close() {
    waiting.clear();
  }
}
