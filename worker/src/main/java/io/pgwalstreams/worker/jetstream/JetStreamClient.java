package io.pgwalstreams.worker.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwalstreams.api.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * JetStream over raw requests: jnats' own management reads may be answered by a replica that lags,
 * and its publishing writes each message to the socket by itself. Connects in the background; what
 * is asked before waits a little for it.
 */
public final class JetStreamClient implements JetStreamPort {
  /** The code of {@link PublishAnswer.Refused} when the user may not publish on the subject. */
  public static final int PUBLISH_DENIED = 403;

  /** JetStream's own code for a message that is too large. */
  private static final int TOO_LARGE = 10054;

  private static final int RECENT = 8192;
  private static final int MOST_CHECKPOINTS = 64;
  private static final byte[] NOTHING = {};

  private final JetStreamSettings settings;
  private final NatsLink link;
  private final ConcurrentLinkedQueue<PublishAnswer> answers = new ConcurrentLinkedQueue<>();
  private final AtomicReferenceArray<@Nullable Sent> recent = new AtomicReferenceArray<>(RECENT);
  private volatile Runnable wake = () -> {};

  /** What was published lately, to tell whom a refused subject concerns. */
  private record Sent(String subject, Token token) {}

  private JetStreamClient(NatsEndpoint endpoint, JetStreamSettings settings) {
    this.settings = settings;
    this.link = new NatsLink(endpoint, new Answers());
  }

  /** Begins to connect, and keeps on trying until it is closed. */
  public static JetStreamClient connect(NatsEndpoint endpoint, JetStreamSettings settings) {
    var client = new JetStreamClient(endpoint, settings);
    client.link.start();
    return client;
  }

  /**
   * Connects anew with changed credentials, certificates or servers. What is in flight stays
   * unanswered.
   */
  public void refresh(NatsEndpoint endpoint) {
    link.refresh(endpoint);
  }

  private final class Answers implements NatsLink.Replies {
    @Override
    public void answer(String tail, int status, byte[] body) {
      push(PublishAcks.read(tail, status, body));
    }

    @Override
    public void denied(String subject, String error) {
      for (int i = 0; i < RECENT; i++) {
        var sent = recent.get(i);
        if (sent != null && sent.subject.equals(subject) && recent.compareAndSet(i, sent, null)) {
          push(new PublishAnswer.Refused(sent.token, PUBLISH_DENIED, error));
        }
      }
    }
  }

  private void push(PublishAnswer answer) {
    answers.add(answer);
    wake.run();
  }

  // publishing

  @Override
  public void publish(OutgoingMessage message, Token token) {
    recent.set((int) (token.sequence() & RECENT - 1), new Sent(message.subject(), token));
    long limit = link.maxPayload();
    if (limit > 0 && message.body().length > limit) {
      push(
          new PublishAnswer.Refused(
              token, TOO_LARGE, "the event is larger than max_payload, " + limit + " bytes"));
      return;
    }
    link.publish(message.subject(), PublishAcks.tail(token), message.headers(), message.body());
  }

  @Override
  public void flush() {
    // jnats' writer sends whatever is queued as soon as the socket takes it
  }

  @Override
  public @Nullable PublishAnswer poll() {
    return answers.poll();
  }

  @Override
  public void onAnswer(Runnable wakeUp) {
    wake = wakeUp;
  }

  @Override
  public boolean connected() {
    return link.connected();
  }

  @Override
  public long maxPayload() {
    return link.maxPayload();
  }

  // the stream

  private CompletableFuture<JsonNode> ask(String call, byte[] body) {
    return link.request(link.endpoint().apiPrefix() + "." + call, List.of(), body)
        .thenApply(reply -> ApiMessages.read(reply.body()));
  }

  private CompletableFuture<Optional<JsonNode>> info(String stream) {
    return ask("STREAM.INFO." + stream, NOTHING)
        .thenApply(
            answer ->
                found(answer, ApiErrors.STREAM_NOT_FOUND, "looking at stream '" + stream + "'"));
  }

  /** Empty for the one error that means absence; every other one is a failure. */
  private static Optional<JsonNode> found(JsonNode answer, int absent, String doing) {
    int code = ApiErrors.code(answer);
    if (code == 0) {
      return Optional.of(answer);
    }
    if (code == absent) {
      return Optional.empty();
    }
    throw ApiErrors.failure(answer, doing).asException();
  }

  @Override
  public CompletableFuture<Optional<StreamState>> stream() {
    return info(settings.stream()).thenApply(found -> found.map(StreamInfo::stream));
  }

  @Override
  public CompletableFuture<StreamState> createStream() {
    var wanted = settings.create();
    if (wanted == null) {
      return CompletableFuture.failedFuture(
          Reason.StreamMissing.because(
                  "stream '" + settings.stream() + "' does not exist",
                  "create it, or set nats.stream.createIfMissing")
              .asException());
    }
    var name = settings.stream();
    return ask("STREAM.CREATE." + name, ApiMessages.createStream(name, wanted))
        .thenApply(answer -> created(answer, "creating stream '" + name + "'"))
        // the answer to CREATE lacks the domain
        .thenCompose(
            answer -> stream().thenApply(s -> s.orElseGet(() -> StreamInfo.stream(answer))));
  }

  private static JsonNode created(JsonNode answer, String doing) {
    if (ApiErrors.code(answer) != 0) {
      throw ApiErrors.failure(answer, doing).asException();
    }
    return answer;
  }

  private CompletableFuture<Optional<StoredMessage>> get(
      String stream, byte[] question, boolean withBody) {
    return ask("STREAM.MSG.GET." + stream, question)
        .thenApply(
            answer ->
                found(answer, ApiErrors.NO_MESSAGE, "reading stream '" + stream + "'")
                    .map(m -> ApiMessages.message(m, withBody)));
  }

  @Override
  public CompletableFuture<Optional<StoredMessage>> lastBySubject(String filter) {
    return get(settings.stream(), ApiMessages.lastBySubject(filter), true);
  }

  @Override
  public CompletableFuture<Optional<StoredMessage>> message(long sequence) {
    return get(settings.stream(), ApiMessages.bySequence(sequence), true);
  }

  @Override
  public CompletableFuture<List<StoredMessage>> headers(long from, long to) {
    return new HeaderScan(
            sequence -> get(settings.stream(), ApiMessages.bySequence(sequence), false), from, to)
        .run();
  }

  // the checkpoints

  private String bucketStream() {
    return ApiMessages.bucketStream(settings.bucket());
  }

  private String storedKey() {
    return "$KV." + settings.bucket() + "." + settings.key();
  }

  /**
   * Where a record is sent: in a domain the API's prefix leads there (nats-server, jetstream.go).
   */
  private String sentKey() {
    var prefix = link.endpoint().apiPrefix();
    return prefix.equals(NatsEndpoint.DEFAULT_API_PREFIX)
        ? storedKey()
        : prefix + "." + storedKey();
  }

  @Override
  public CompletableFuture<List<Checkpoint>> checkpoints() {
    return revisions(1, new ArrayDeque<>());
  }

  private CompletableFuture<List<Checkpoint>> revisions(long from, Deque<Checkpoint> found) {
    return nextRevision(from)
        .thenCompose(
            next -> {
              if (next.isEmpty()) {
                return CompletableFuture.completedFuture(List.copyOf(found));
              }
              var message = next.get();
              if (message.header("KV-Operation") == null) {
                found.addFirst(new Checkpoint(message.sequence(), message.body()));
                if (found.size() > MOST_CHECKPOINTS) {
                  found.removeLast();
                }
              }
              return revisions(message.sequence() + 1, found);
            });
  }

  private CompletableFuture<Optional<StoredMessage>> nextRevision(long from) {
    return ask("STREAM.MSG.GET." + bucketStream(), ApiMessages.nextBySubject(from, storedKey()))
        .thenApply(
            answer ->
                ApiErrors.code(answer) == ApiErrors.STREAM_NOT_FOUND
                    ? Optional.empty()
                    : found(answer, ApiErrors.NO_MESSAGE, "reading bucket " + settings.bucket())
                        .map(m -> ApiMessages.message(m, true)));
  }

  @Override
  public CompletableFuture<BucketState> prepareBucket() {
    return stream()
        .thenCompose(
            stream ->
                info(bucketStream())
                    .thenCompose(
                        bucket -> {
                          var storage = stream.map(StreamState::storage).orElse("file");
                          return bucket
                              .map(CompletableFuture::completedFuture)
                              .orElseGet(
                                  () -> createBucket(stream.map(StreamState::replicas).orElse(1)))
                              .thenApply(
                                  info -> StreamInfo.bucket(settings.bucket(), info, storage));
                        }));
  }

  private CompletableFuture<JsonNode> createBucket(int replicas) {
    return ask(
            "STREAM.CREATE." + bucketStream(),
            ApiMessages.createBucket(settings.bucket(), replicas, "file"))
        .thenApply(answer -> created(answer, "creating bucket '" + settings.bucket() + "'"));
  }

  @Override
  public CompletableFuture<Optional<Long>> putCheckpoint(byte[] value, long expectedRevision) {
    var headers =
        List.of(
            new Header("Nats-Expected-Last-Subject-Sequence", Long.toString(expectedRevision)),
            new Header("Nats-Expected-Stream", bucketStream()));
    return link.request(sentKey(), headers, value)
        .thenApply(reply -> revision(ApiMessages.read(reply.body())));
  }

  private Optional<Long> revision(JsonNode answer) {
    return switch (ApiErrors.code(answer)) {
      case 0 -> Optional.of(answer.path("seq").asLong());
      case ApiErrors.WRONG_LAST_SEQUENCE, ApiErrors.WRONG_LAST_SEQUENCE_IN_PROCESS ->
          Optional.empty();
      default ->
          throw ApiErrors.failure(answer, "writing to bucket '" + settings.bucket() + "'")
              .asException();
    };
  }

  @Override
  public void close() {
    link.close();
  }
}
