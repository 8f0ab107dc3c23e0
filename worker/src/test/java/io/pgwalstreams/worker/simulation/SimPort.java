package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.SentMessage;
import io.pgwalstreams.worker.resume.AnchorCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
  private final Mutation mutation;
  private final long openedAt;
  private boolean observing;
  private Runnable reconnected = () -> {};
  private int connection;
  private boolean connected = true;
  private int connections = 1;
  private long arrival;
  private long back;

  SimPort(Sim sim, SimJetStream server, Mutation mutation) {
    this.mutation = mutation;
    this.openedAt = sim.now();
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
        connections++;
        reconnected.run();
        owner.wake();
      }
    } else if (!connected) {
      connected = true;
      connections++;
      reconnected.run();
      owner.wake();
    }
    sim.after(20 * MILLISECOND + sim.below(200 * MILLISECOND), this::watch);
  }

  /** A wrong worker's first reads. */
  private boolean isStale() {
    return mutation == Mutation.TRUSTS_STALE_READS && sim.now() - openedAt < Scenario.SECOND;
  }

  boolean isGone() {
    return owner.hasEnded();
  }

  /** Nothing arrives before then. */
  void stick(long until) {
    arrival = Math.max(arrival, until);
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
            if (reaches(madeOn) && server.answers()) {
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
    observing = false;
    return ask(
        () -> server.exists() ? Optional.of(server.state(mutation, isStale())) : Optional.empty());
  }

  @Override
  public CompletableFuture<StreamState> createStream() {
    return ask(
        () -> {
          server.create();
          return server.state(mutation, isStale());
        });
  }

  @Override
  public CompletableFuture<Optional<StoredMessage>> lastBySubject(String filter) {
    String prefix = filter.substring(0, filter.length() - 1);
    observing = true;
    if (!waiting.isEmpty()) {
      throw new IllegalStateException("what a session has left would come behind what is observed");
    }
    return ask(
        () ->
            server.read(isStale()).descendingMap().values().stream()
                .filter(m -> m.subject().startsWith(prefix))
                .findFirst()
                .map(this::shown));
  }

  @Override
  public CompletableFuture<Optional<StoredMessage>> message(long sequence) {
    return ask(() -> Optional.ofNullable(server.read(isStale()).get(sequence)).map(this::shown));
  }

  @Override
  public CompletableFuture<List<StoredMessage>> headers(long from, long to) {
    return ask(
        () ->
            server.read(isStale()).values().stream()
                .filter(m -> from <= m.sequence() && m.sequence() <= to)
                .map(m -> new StoredMessage(m.sequence(), m.subject(), m.headers(), new byte[0]))
                .map(this::shown)
                .toList());
  }

  /** A message as a wrong worker reads it when it finds out where to go on. */
  private StoredMessage shown(StoredMessage m) {
    boolean last = m.sequence() == server.state(mutation, isStale()).lastSequence();
    if (observing && last && mutation == Mutation.RESUMES_BEHIND_THE_COMMIT) {
      return at(m, p -> new Position(p.lsn(), Position.WHOLE));
    }
    if (observing && last && mutation == Mutation.RESUMES_ONE_CHANGE_EARLY) {
      return at(m, p -> p.ordinal() > 1 ? new Position(p.lsn(), p.ordinal() - 1) : p);
    }
    return m;
  }

  private static StoredMessage at(StoredMessage m, UnaryOperator<Position> other) {
    List<Header> headers =
        m.headers().stream()
            .map(h -> h.name().equals(EventHeader.POSITION) ? moved(h, other) : h)
            .toList();
    return new StoredMessage(m.sequence(), m.subject(), headers, m.body());
  }

  private static Header moved(Header position, UnaryOperator<Position> other) {
    int slash = position.value().indexOf('/') + 1;
    Position at = Position.parse(position.value().substring(slash));
    return new Header(position.name(), position.value().substring(0, slash) + other.apply(at));
  }

  @Override
  public void publish(OutgoingMessage outgoing, int attempt, long sequence) {
    var token = new Token(attempt, sequence);
    publish(sent(outgoing), token, token);
  }

  @Override
  public void publishChained(OutgoingMessage outgoing, int attempt, long sequence) {
    publish(sent(outgoing), new Token(attempt, 0), new Token(attempt, sequence));
  }

  /** What JetStream answers has the one token; the other is what a wrong worker may think of. */
  private void publish(SentMessage message, Token answered, Token known) {
    int madeOn = connection;
    boolean before = mutation == Mutation.COUNTS_SENT_AS_STORED;
    if (before) {
      answers.add(new PublishAnswer.Stored(known, known.sequence(), false));
    }
    waiting.add(
        () -> {
          if (reaches(madeOn) && server.leads()) {
            PublishAnswer answer = taken(server.take(message, answered), known);
            if (server.answers() && !before) {
              back(madeOn, () -> answers.add(answer));
            }
          }
        });
  }

  private SentMessage sent(OutgoingMessage outgoing) {
    SentMessage message = SentMessage.of(outgoing);
    return mutation == Mutation.EXPECTS_NO_SEQUENCE || mutation == Mutation.TRUSTS_STALE_READS
        ? new SentMessage(
            message.subject(),
            message.headers().stream()
                .filter(h -> !h.name().equals("Nats-Expected-Last-Sequence"))
                .toList(),
            message.body())
        : message;
  }

  private PublishAnswer taken(PublishAnswer answer, Token known) {
    return mutation == Mutation.TAKES_REFUSED_FOR_STORED
            && answer instanceof PublishAnswer.Refused refused
            && refused.code() == SimJetStream.WRONG_LAST_SEQUENCE
        ? new PublishAnswer.Stored(known, known.sequence(), false)
        : answer;
  }

  @Override
  public boolean hasRoom() {
    return waiting.size() < 500;
  }

  @Override
  public int discard() {
    int messages = waiting.size();
    waiting.clear();
    return messages;
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
  public int connections() {
    return connections;
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
    return ask(
        () -> {
          List<Checkpoint> read = server.readCheckpoints();
          long revision = read.isEmpty() ? 0 : read.getFirst().revision();
          return new CheckpointHistory(revision, read);
        });
  }

  @Override
  public CompletableFuture<Optional<Checkpoint>> newestCheckpoint() {
    return ask(() -> server.readCheckpoints().stream().findFirst());
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
          boolean keepsHalt = AnchorCodec.decode(copy).halt() != null;
          if (mutation == Mutation.TRUSTS_UNWRITTEN_CHECKPOINTS
              || (mutation == Mutation.FORGETS_A_DATABASE_THAT_WENT_BACK && keepsHalt)) {
            return Optional.of(expectedRevision + 1);
          }
          long revision = server.write(copy, expectedRevision);
          return revision == 0 ? Optional.empty() : Optional.of(revision);
        });
  }

  @Override
  public void close() {
    waiting.clear();
  }
}
