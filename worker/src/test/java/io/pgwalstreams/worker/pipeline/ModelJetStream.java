package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.SentMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One stream and one checkpoint key in memory, with JetStream's rules for expected sequences and
 * compare-and-set. Several ports may share it, as several workers share a server. What a test
 * breaks, it breaks through the fields and methods here.
 */
final class ModelJetStream {
  final TreeMap<Long, JetStreamPort.StoredMessage> messages = new TreeMap<>();
  final ArrayDeque<JetStreamPort.Checkpoint> checkpoints = new ArrayDeque<>();
  boolean exists = true;
  boolean connected = true;
  int connections = 1;

  void reconnect() {
    connected = true;
    connections++;
  }

  boolean full;

  /** Stores also what does not follow from what is there. */
  boolean heedless;

  boolean bucketFull;
  String created = "2026-01-01T00:00:00Z";
  long last;
  long duplicateWindowMillis = 120_000;
  boolean inspectable = true;
  private long revision;

  /** A new connection. */
  Port port() {
    return new Port();
  }

  /** Somebody else's message. */
  void strayPublish(String subject) {
    last++;
    messages.put(last, new JetStreamPort.StoredMessage(last, subject, List.of(), new byte[] {'x'}));
  }

  /** Loses every message behind {@code sequence}, as a server that had not synced does. */
  void rollBackTo(long sequence) {
    messages.tailMap(sequence, false).clear();
    last = sequence;
  }

  List<JetStreamPort.StoredMessage> stored() {
    return List.copyOf(messages.values());
  }

  /** A connection. Answers come when the test delivers them, or at once. */
  final class Port implements JetStreamPort {
    private final ArrayDeque<PublishAnswer> answers = new ArrayDeque<>();
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();

    /** True: a publish waits in the network until {@link #deliver}. */
    boolean holding;

    /** How many publishes are dropped on their way before the rest arrives again. */
    int dropNext;

    /** How many acknowledgements are lost on their way back. */
    int loseAnswers;

    /** The error code that the next publish is refused with; 0: it is not. */
    int refuseNext;

    /** How many more publishes the network has room for. */
    int room = Integer.MAX_VALUE;

    /** As a new leader may, of a message of the first attempt. */
    void acknowledgeAgain(long sequence) {
      answered(new PublishAnswer.Stored(new Token(1, sequence), sequence, false));
    }

    void deliver() {
      while (!held.isEmpty()) {
        held.removeFirst().run();
      }
    }

    private StreamState state() {
      long first = messages.isEmpty() ? last + 1 : messages.firstKey();
      return new StreamState(
          "db",
          created,
          "",
          first,
          last,
          0,
          duplicateWindowMillis,
          1,
          "file",
          inspectable,
          List.of("db.>"),
          List.of(),
          List.of());
    }

    private <T> CompletableFuture<T> answer(java.util.function.Supplier<T> value) {
      if (!connected) {
        return CompletableFuture.failedFuture(
            Reason.NatsUnreachable.because("not connected", "wait").asException());
      }
      return CompletableFuture.completedFuture(value.get());
    }

    @Override
    public CompletableFuture<Optional<StreamState>> stream() {
      return answer(() -> exists ? Optional.of(state()) : Optional.empty());
    }

    @Override
    public CompletableFuture<StreamState> createStream() {
      exists = true;
      return answer(this::state);
    }

    @Override
    public CompletableFuture<Optional<StoredMessage>> lastBySubject(String filter) {
      String prefix = filter.substring(0, filter.length() - 1);
      return answer(
          () ->
              messages.descendingMap().values().stream()
                  .filter(m -> m.subject().startsWith(prefix))
                  .findFirst());
    }

    @Override
    public CompletableFuture<Optional<StoredMessage>> message(long sequence) {
      return answer(() -> Optional.ofNullable(messages.get(sequence)));
    }

    @Override
    public CompletableFuture<List<StoredMessage>> headers(long from, long to) {
      return answer(
          () ->
              messages.subMap(from, true, to, true).values().stream()
                  .map(m -> new StoredMessage(m.sequence(), m.subject(), m.headers(), new byte[0]))
                  .toList());
    }

    @Override
    public CompletableFuture<java.util.Map<String, byte[]>> otherCheckpoints() {
      return answer(java.util.Map::of);
    }

    @Override
    public void onReconnect(Runnable heard) {}

    @Override
    public void publish(OutgoingMessage outgoing, int attempt, long sequence) {
      send(SentMessage.of(outgoing), new Token(attempt, sequence));
    }

    /** JetStream's answer has the attempt only, and the sequence of what it has stored. */
    @Override
    public void publishChained(OutgoingMessage outgoing, int attempt, long sequence) {
      send(SentMessage.of(outgoing), new Token(attempt, 0));
    }

    private void send(SentMessage message, Token token) {
      room--;
      if (!connected) {
        return;
      }
      if (dropNext > 0) {
        dropNext--;
        return;
      }
      if (holding) {
        held.addLast(() -> arrive(message, token));
      } else {
        arrive(message, token);
      }
    }

    private void arrive(SentMessage message, Token token) {
      PublishAnswer answer = store(message, token);
      if (loseAnswers > 0) {
        loseAnswers--;
      } else {
        answered(answer);
      }
    }

    /** What follows from what is there already comes with it, as from one read. */
    private void answered(PublishAnswer answer) {
      PublishAnswer newest = answers.peekLast();
      Token token = answer.token();
      if (first(answer) > 0
          && newest != null
          && first(newest) > 0
          && newest.token().equals(new Token(token.attempt(), token.sequence() - 1))) {
        answers.removeLast();
        answers.addLast(new PublishAnswer.StoredRun(first(newest), token));
      } else {
        answers.addLast(answer);
      }
    }

    /** 0 when it is not of the usual kind. */
    private static long first(PublishAnswer answer) {
      return switch (answer) {
        case PublishAnswer.StoredRun run -> run.first();
        case PublishAnswer.Stored(Token token, long sequence, boolean duplicate) ->
            duplicate || sequence != token.sequence() ? 0 : sequence;
        case PublishAnswer.Refused _ -> 0;
      };
    }

    private PublishAnswer store(SentMessage message, Token token) {
      if (refuseNext != 0) {
        int code = refuseNext;
        refuseNext = 0;
        return new PublishAnswer.Refused(token, code, "as the test asks");
      }
      if (!exists) {
        return new PublishAnswer.Refused(token, 503, "no responders");
      }
      StoredMessage stored = message.storedAt(last + 1);
      String expected = stored.header("Nats-Expected-Last-Sequence");
      if (!heedless && expected != null && Long.parseLong(expected) != last) {
        return new PublishAnswer.Refused(token, 10071, "wrong last sequence: " + last);
      }
      String id = stored.header("Nats-Msg-Id");
      if (id != null) {
        for (StoredMessage m : messages.values()) {
          if (id.equals(m.header("Nats-Msg-Id"))) {
            return new PublishAnswer.Stored(token, m.sequence(), true);
          }
        }
      }
      if (full) {
        return new PublishAnswer.Refused(token, 10077, "maximum messages exceeded");
      }
      last++;
      messages.put(last, stored);
      return new PublishAnswer.Stored(token.storedAt(last), last, false);
    }

    @Override
    public boolean hasRoom() {
      return room > 0;
    }

    @Override
    public int discard() {
      return 0;
    }

    @Override
    public void flush(long unanswered) {}

    @Override
    public @Nullable PublishAnswer poll() {
      return answers.poll();
    }

    @Override
    public void onAnswer(Runnable wake) {}

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
      return answer(() -> new CheckpointHistory(revision, List.copyOf(checkpoints)));
    }

    @Override
    public CompletableFuture<Optional<Checkpoint>> newestCheckpoint() {
      return answer(() -> checkpoints.stream().findFirst());
    }

    @Override
    public CompletableFuture<BucketState> prepareBucket() {
      return answer(() -> new BucketState("pgwalstreams", List.of()));
    }

    @Override
    public CompletableFuture<Optional<Long>> putCheckpoint(byte[] value, long expectedRevision) {
      if (bucketFull) {
        return CompletableFuture.failedFuture(
            Reason.StreamFull.because("maximum bytes exceeded", "make room").asException());
      }
      return answer(
          () -> {
            long newest = checkpoints.isEmpty() ? 0 : checkpoints.getFirst().revision();
            if (newest != expectedRevision) {
              return Optional.empty();
            }
            revision++;
            checkpoints.addFirst(new Checkpoint(revision, Arrays.copyOf(value, value.length)));
            while (checkpoints.size() > 64) {
              checkpoints.removeLast();
            }
            return Optional.of(revision);
          });
    }

    @Override
    public void close() {
      held.clear();
    }
  }

  /** The bodies in the stream's order, for comparison. */
  List<String> bodies() {
    var all = new ArrayList<String>();
    for (Map.Entry<Long, JetStreamPort.StoredMessage> e : messages.entrySet()) {
      all.add(new String(e.getValue().body(), java.nio.charset.StandardCharsets.UTF_8));
    }
    return all;
  }
}
