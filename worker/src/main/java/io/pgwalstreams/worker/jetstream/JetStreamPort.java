package io.pgwalstreams.worker.jetstream;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One stream and one checkpoint key, as the pipeline needs them. Everything is asynchronous,
 * because the pipeline's thread must go on answering PostgreSQL. All reads go to the leader.
 * Publishing and polling belong to one thread; futures complete on any.
 *
 * <p>A future fails with {@link io.pgwalstreams.api.FailureException}: NatsUnreachable or
 * StreamUnavailable when waiting may help, another reason when it will not. It ends by itself: a
 * request that is not answered within seconds fails.
 */
public interface JetStreamPort extends AutoCloseable {

  /** STREAM.INFO; empty when the stream does not exist. */
  CompletableFuture<Optional<StreamState>> stream();

  /**
   * Creates the stream as the document asks; fails with StreamUnsuitable when one of that name
   * exists.
   */
  CompletableFuture<StreamState> createStream();

  /** The last message whose subject matches {@code filter}, by STREAM.MSG.GET. */
  CompletableFuture<Optional<StoredMessage>> lastBySubject(String filter);

  /** The message at a sequence; empty when there is none. */
  CompletableFuture<Optional<StoredMessage>> message(long sequence);

  /** The messages that exist in [from, to], in order, without their bodies. */
  CompletableFuture<List<StoredMessage>> headers(long from, long to);

  /**
   * Takes one message, whose bytes it copies, and which is sent by the next {@link #flush}; never
   * blocks and never throws for a lost connection: its answer then simply does not come. The answer
   * carries {@code attempt} and {@code sequence}, positive, as its {@link Token}.
   */
  void publish(OutgoingMessage message, int attempt, long sequence);

  /**
   * As {@link #publish}, of a message that can be stored at {@code sequence} only, because its
   * header {@code Nats-Expected-Last-Sequence} names the one before it. That it is stored is told
   * by that sequence; JetStream's refusal says of which attempt the message was, and its token's
   * sequence is 0. Costs nats-server less.
   *
   * <p>Where a stream has replicas the expectation is checked when a message is proposed: if one
   * failed later, those behind it would be told of one sequence too low, as long as nothing is
   * refused. So who publishes looks at what is stored behind every answer that is not the usual
   * one, and when an answer does not come.
   */
  void publishChained(OutgoingMessage message, int attempt, long sequence);

  /** False when so much waits for the network that publishing more would only take memory. */
  boolean hasRoom();

  /** Forgets what was published and is not handed to the network yet: the last so many messages. */
  int discard();

  /**
   * Sends what was published so far; never blocks.
   *
   * @param unanswered bytes of all that has no answer yet, with what is sent now
   */
  void flush(long unanswered);

  /** The next answer to a publish, in order of arrival; null when there is none now. */
  @Nullable PublishAnswer poll();

  /**
   * Called (on any thread) when {@link #poll} may have something; the pipeline uses it to wake up.
   */
  void onAnswer(Runnable wake);

  /** Called (on any thread) each time that a lost connection was made again. */
  void onReconnect(Runnable heard);

  /** The connection's state. */
  boolean connected();

  /**
   * How many connections there were. Another number than before means that one was lost in between,
   * however short the time was; it is there before anything is published on the new one.
   */
  int connections();

  /** max_payload of the connected server, bytes. */
  long maxPayload();

  /** What the checkpoint key holds; nothing when the bucket or key does not exist. */
  CompletableFuture<CheckpointHistory> checkpoints();

  /** The newest of them alone. */
  CompletableFuture<Optional<Checkpoint>> newestCheckpoint();

  /** The newest checkpoint of every other key in the bucket, by key. */
  CompletableFuture<Map<String, byte[]>> otherCheckpoints();

  /**
   * Makes the bucket if it is missing: file storage, replicas as the stream, history 64, no TTL.
   */
  CompletableFuture<BucketState> prepareBucket();

  /**
   * Writes the checkpoint if the key's last revision is {@code expectedRevision} (0: none). The
   * result is the new revision, or empty when another revision was there.
   */
  CompletableFuture<Optional<Long>> putCheckpoint(byte[] value, long expectedRevision);

  @Override
  void close();

  /**
   * Which attempt a publish belongs to, and the sequence that it must get; 0 in what JetStream
   * answers to a chained message, unless it is stored.
   */
  record Token(int attempt, long sequence) {
    /** Of a message that is stored there: an acknowledgement says what its token does not know. */
    public Token storedAt(long stored) {
      return sequence == 0 ? new Token(attempt, stored) : this;
    }
  }

  /** A message to publish. */
  interface OutgoingMessage {
    String subject();

    /** The array in which it stands; the caller's own. */
    byte[] bytes();

    /** Where its headers begin, as {@link HeaderBytes} writes them; the body follows. */
    int from();

    int headerLength();

    int bodyLength();

    /** Headers and body together. */
    default int length() {
      return headerLength() + bodyLength();
    }

    /** A message by itself. */
    static OutgoingMessage of(String subject, List<Header> headers, byte[] body) {
      var written = new HeaderBytes();
      written.begin();
      headers.forEach(written::add);
      written.end();
      int length = written.length();
      byte[] bytes = Arrays.copyOf(written.array(), length + body.length);
      System.arraycopy(body, 0, bytes, length, body.length);
      return new Whole(subject, bytes, 0, length, body.length);
    }
  }

  /** A message in an array of its own. */
  record Whole(String subject, byte[] bytes, int from, int headerLength, int bodyLength)
      implements OutgoingMessage {}

  /** A header. */
  record Header(String name, String value) {}

  /** A stored message; {@code body} is empty where only headers were asked for. */
  record StoredMessage(long sequence, String subject, List<Header> headers, byte[] body) {
    public StoredMessage {
      headers = List.copyOf(headers);
    }

    /** The first value of a header, or null. */
    public @Nullable String header(String name) {
      for (var h : headers) {
        if (h.name().equals(name)) {
          return h.value();
        }
      }
      return null;
    }
  }

  /** JetStream's answer to one publish, or to several. */
  sealed interface PublishAnswer {
    /** Of the newest message that it is about. */
    Token token();

    /** Stored, or found to be a duplicate of {@code sequence}. */
    record Stored(Token token, long sequence, boolean duplicate) implements PublishAnswer {}

    /**
     * The usual case, of which there are too many to tell each by itself: the messages from {@code
     * first} to the token's, of one attempt, are stored, each at the sequence that its token names.
     */
    record StoredRun(long first, Token token) implements PublishAnswer {}

    /**
     * Refused: JetStream's error code, for example 10071; 503 when nobody listens on the subject.
     */
    record Refused(Token token, int code, String description) implements PublishAnswer {}
  }

  /**
   * A stream as STREAM.INFO shows it.
   *
   * @param created RFC 3339, as the server prints it
   * @param domain the JetStream domain, empty when none
   * @param duplicateWindowMillis the deduplication window
   * @param unsuitable what in its configuration forbids ExactlyOnce, as phrases; empty when nothing
   *     does
   * @param warnings what in its configuration weakens the promise
   * @param inspectable false where messages may be gone at once (WorkQueue, Interest)
   */
  record StreamState(
      String name,
      String created,
      String domain,
      long firstSequence,
      long lastSequence,
      long deleted,
      long duplicateWindowMillis,
      int replicas,
      String storage,
      boolean inspectable,
      List<String> subjects,
      List<String> unsuitable,
      List<Weakness> warnings) {
    public StreamState {
      subjects = List.copyOf(subjects);
      unsuitable = List.copyOf(unsuitable);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * What weakens the promise, and what to do about it.
   *
   * @param found a phrase
   * @param remedy an imperative sentence
   */
  record Weakness(String found, String remedy) {}

  /** The checkpoint bucket; {@code unsuitable} says in phrases why its records could be lost. */
  record BucketState(String name, List<String> unsuitable) {
    public BucketState {
      unsuitable = List.copyOf(unsuitable);
    }
  }

  /**
   * What the checkpoint key holds.
   *
   * @param revision of the key's newest record, be it a checkpoint or what tells of a deletion: the
   *     next write must name it; 0 when there is none
   * @param stored the checkpoints, newest first, at most 64; what stood before a deletion is gone
   */
  record CheckpointHistory(long revision, List<Checkpoint> stored) {
    /** There is none. */
    public static final CheckpointHistory NONE = new CheckpointHistory(0, List.of());

    public CheckpointHistory {
      stored = List.copyOf(stored);
    }
  }

  /** A stored checkpoint with its revision. */
  record Checkpoint(long revision, byte[] value) {}
}
