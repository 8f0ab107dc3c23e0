package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamSettings.NewStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * JetStream over raw requests: jnats' own management reads may be answered by a replica that lags,
 * and its publishing makes objects of each message and waits for a thread of its own. Connects in
 * the background; what is asked before waits a little for it.
 */
public final class JetStreamClient implements JetStreamPort {
  /** The code of {@link PublishAnswer.Refused} when the user may not publish on the subject. */
  public static final int PUBLISH_DENIED = 403;

  /** JetStream's own code for a message that is too large. */
  private static final int TOO_LARGE = 10054;

  private final JetStreamSettings settings;
  private final NatsLink link;
  private final JetStreamApi api;
  private final CheckpointKey checkpoint;
  private final ConcurrentLinkedQueue<PublishAnswer> answers = new ConcurrentLinkedQueue<>();
  private final RecentSubjects recent = new RecentSubjects();
  private volatile Runnable wake = () -> {};
  private volatile Runnable reconnected = () -> {};

  private JetStreamClient(NatsEndpoint endpoint, JetStreamSettings settings) {
    this.settings = settings;
    this.link = new NatsLink(endpoint, new Answers());
    this.api = new JetStreamApi(link);
    this.checkpoint = new CheckpointKey(link, api, settings.bucket(), settings.key());
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

  private final class Answers implements Replies {
    @Override
    public void answers(List<PublishAnswer> came) {
      push(came);
    }

    @Override
    public void reconnected() {
      reconnected.run();
    }

    @Override
    public void denied(String subject, String error) {
      for (Token token : recent.take(subject)) {
        push(List.of(new PublishAnswer.Refused(token, PUBLISH_DENIED, error)));
      }
    }
  }

  private void push(List<PublishAnswer> came) {
    answers.addAll(came);
    wake.run();
  }

  // publishing

  @Override
  public void publish(OutgoingMessage message, int attempt, long sequence) {
    if (admits(message, attempt, sequence)) {
      link.publish(message, attempt, sequence);
    }
  }

  @Override
  public void publishChained(OutgoingMessage message, int attempt, long sequence) {
    if (admits(message, attempt, sequence)) {
      link.publish(message, attempt, PublishFrames.CHAINED);
    }
  }

  /** False when the server would end the connection for it; the answer is there then. */
  private boolean admits(OutgoingMessage message, int attempt, long sequence) {
    recent.add(message.subject(), attempt, sequence);
    long limit = link.maxPayload();
    if (limit > 0 && message.length() > limit) {
      push(
          List.of(
              new PublishAnswer.Refused(
                  new Token(attempt, sequence),
                  TOO_LARGE,
                  "the event is larger than max_payload, " + limit + " bytes")));
      return false;
    }
    return true;
  }

  @Override
  public boolean hasRoom() {
    return link.hasRoom();
  }

  @Override
  public int discard() {
    return link.discard();
  }

  @Override
  public void flush(long unanswered) {
    link.flush(unanswered);
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
  public void onReconnect(Runnable heard) {
    reconnected = heard;
  }

  @Override
  public boolean connected() {
    return link.connected();
  }

  @Override
  public int connections() {
    return link.connections();
  }

  @Override
  public long maxPayload() {
    return link.maxPayload();
  }

  // the stream

  @Override
  public CompletableFuture<Optional<StreamState>> stream() {
    return api.info(settings.stream()).thenApply(found -> found.map(StreamInfo::stream));
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
    return othersTaking(wanted.subject())
        .thenCompose(
            others ->
                others.isEmpty()
                    ? create(wanted)
                    : CompletableFuture.failedFuture(
                        StreamSubjects.taken(others, wanted.subject()).asException()));
  }

  private CompletableFuture<StreamState> create(NewStream wanted) {
    var name = settings.stream();
    return api.create(name, ApiMessages.createStream(name, wanted), "stream '" + name + "'")
        // the answer to CREATE lacks the domain
        .thenCompose(
            answer -> stream().thenApply(s -> s.orElseGet(() -> StreamInfo.stream(answer))));
  }

  /**
   * The other streams that take any of these subjects, as far as somebody tells: the right to ask
   * is not needed to publish, and where the API is imported nobody may answer.
   */
  public CompletableFuture<List<String>> othersTaking(String pattern) {
    return api.streamsTaking(pattern)
        .thenApply(names -> names.stream().filter(n -> !n.equals(settings.stream())).toList())
        .exceptionallyCompose(
            e ->
                e.getCause() instanceof FailureException
                    ? CompletableFuture.completedFuture(List.of())
                    : CompletableFuture.failedFuture(e));
  }

  @Override
  public CompletableFuture<Optional<StoredMessage>> lastBySubject(String filter) {
    return api.message(settings.stream(), ApiMessages.lastBySubject(filter));
  }

  @Override
  public CompletableFuture<Optional<StoredMessage>> message(long sequence) {
    return api.message(settings.stream(), ApiMessages.bySequence(sequence));
  }

  @Override
  public CompletableFuture<List<StoredMessage>> headers(long from, long to) {
    return new HeaderScan(
            sequence -> api.header(settings.stream(), sequence), link.maxPayload(), from, to)
        .run();
  }

  // the checkpoints

  @Override
  public CompletableFuture<CheckpointHistory> checkpoints() {
    return checkpoint.history();
  }

  @Override
  public CompletableFuture<Optional<Checkpoint>> newestCheckpoint() {
    return checkpoint.newest();
  }

  @Override
  public CompletableFuture<Map<String, byte[]>> otherCheckpoints() {
    return checkpoint.neighbours();
  }

  /** The checkpoint bucket as it is; empty when there is none. */
  public CompletableFuture<Optional<BucketState>> bucket() {
    return stream().thenCompose(s -> checkpoint.bucket(storage(s)));
  }

  private static String storage(Optional<StreamState> stream) {
    return stream.map(StreamState::storage).orElse("file");
  }

  @Override
  public CompletableFuture<BucketState> prepareBucket() {
    return stream()
        .thenCompose(
            stream ->
                checkpoint
                    .bucket(storage(stream))
                    .thenCompose(
                        found ->
                            found
                                .map(CompletableFuture::completedFuture)
                                .orElseGet(
                                    () ->
                                        checkpoint.create(
                                            stream.map(StreamState::replicas).orElse(1),
                                            storage(stream)))));
  }

  @Override
  public CompletableFuture<Optional<Long>> putCheckpoint(byte[] value, long expectedRevision) {
    return checkpoint.put(value, expectedRevision);
  }

  @Override
  public void close() {
    link.close();
  }
}
