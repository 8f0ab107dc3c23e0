package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to NATS, for ever: connects again when it is lost, and with new credentials
 * when there are some. jnats' own reconnecting is not used: it sends again what it had buffered
 * while what was in flight is gone, gives up after a second refused password, and holds on to its
 * first TLS context. Thread-safe; {@link #publish} is for one thread.
 */
final class NatsLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NatsLink.class);

  /** A refused password is known at once, but jnats tells of it when the connect's time is over. */
  private static final Duration FIRST_OUTCOME_GRACE = Duration.ofSeconds(2);

  private final Replies replies;
  private final Requests requests = new Requests();
  private final Semaphore nudges = new Semaphore(0);
  private final AtomicInteger connections = new AtomicInteger();
  private final CompletableFuture<Void> firstOutcome = new CompletableFuture<>();
  private final Thread keeper;
  private volatile NatsEndpoint endpoint;
  private volatile @Nullable JnatsConnection current;
  private volatile @Nullable Failure failure;
  private volatile @Nullable Failure deaf;

  /** Of the newest connection; one that was left alone may still tell of itself. */
  private volatile @Nullable Events hearing;

  private volatile long maxPayload;
  private volatile boolean closed;

  NatsLink(NatsEndpoint endpoint, Replies replies) {
    this.endpoint = endpoint;
    this.replies = replies;
    this.keeper = Thread.ofVirtual().name("nats-keeper").unstarted(this::keep);
  }

  void start() {
    keeper.start();
  }

  NatsEndpoint endpoint() {
    return endpoint;
  }

  boolean connected() {
    return current != null;
  }

  int connections() {
    return connections.get();
  }

  /** max_payload of the server that was connected last; 0 before the first. */
  long maxPayload() {
    return maxPayload;
  }

  /** Connects anew with these credentials and certificates, at once. */
  void refresh(NatsEndpoint with) {
    endpoint = with;
    var old = current;
    if (old != null) {
      lost(old, "new credentials");
    }
    nudges.release();
  }

  private void keep() {
    var pauses = new Pauses();
    try {
      while (!closed) {
        if (once() || nudges.tryAcquire(pauses.next().toMillis(), TimeUnit.MILLISECONDS)) {
          pauses = new Pauses();
        }
      }
    } catch (InterruptedException e) {
      return; // only close interrupts
    }
  }

  /** One connection until its end; false when no server took us. */
  private boolean once() throws InterruptedException {
    nudges.drainPermits();
    var by = endpoint;
    try {
      var made = open(by);
      if (made != null) {
        up(made);
        if (!endpoint.equals(by)) {
          lost(made, "new credentials");
        }
        while (current == made) {
          nudges.acquire();
        }
      }
      return true;
    } catch (FailureException e) {
      down(e.failure());
      return false;
    }
  }

  /** Null when there are newer credentials: they do not wait until this connect has an end. */
  private @Nullable JnatsConnection open(NatsEndpoint by) throws InterruptedException {
    var events = new Events();
    hearing = events;
    deaf = null;
    var opening = Opening.begin(by, events, nudges::release);
    try {
      while (!opening.isDone()) {
        nudges.acquire();
        if (!endpoint.equals(by)) {
          opening.leave();
          return null;
        }
      }
    } catch (InterruptedException e) {
      opening.leave();
      throw e;
    }
    return opening.result();
  }

  private void up(JnatsConnection made) {
    maxPayload = made.maxPayload();
    if (failure != null) {
      LOG.info("connected to NATS again: {}", made.server());
    }
    failure = null;
    boolean again = connections.incrementAndGet() > 1;
    current = made;
    if (again) {
      replies.reconnected();
    }
    firstOutcome.complete(null);
    if (closed || made.isLost()) {
      lost(made, "the connection was closed");
    }
  }

  private void down(Failure why) {
    if (!why.equals(failure)) {
      LOG.warn("{}: {}", why.reason(), why.sentence());
    }
    failure = why;
    firstOutcome.complete(null);
  }

  private void lost(JnatsConnection which, String why) {
    if (current == which) {
      current = null;
      failure =
          Reason.NatsUnreachable.because(
              "the connection to NATS at " + which.server() + " was lost: " + why,
              "check the NATS servers; publishing goes on by itself");
      requests.allFailed(failure);
    }
    which.close();
    nudges.release();
  }

  /**
   * Publishes at the next {@link #flush}; does nothing when there is no connection. Never blocks.
   */
  void publish(OutgoingMessage message, int attempt, long sequence) {
    var connection = current;
    if (connection != null) {
      connection.publish(message, attempt, sequence);
    }
  }

  /** False when so much waits for the network that no more should be published for a while. */
  boolean hasRoom() {
    var connection = current;
    return connection == null || connection.hasRoom();
  }

  int discard() {
    var connection = current;
    return connection == null ? 0 : connection.discard();
  }

  void flush(long unanswered) {
    var connection = current;
    if (connection != null) {
      connection.flush(unanswered);
    }
  }

  /** A request that changes something, or has a large answer. Fails with FailureException. */
  CompletableFuture<byte[]> once(String subject, List<Header> headers, byte[] body) {
    return whenTried(
        connection ->
            requests.once(
                subject,
                name -> connection.request(subject, name, headers, body),
                this::disconnected));
  }

  /** A request that changes nothing, and is made again when nobody answers. Fails as others do. */
  CompletableFuture<byte[]> ask(String subject, byte[] body) {
    return whenTried(
        connection ->
            requests.question(
                subject,
                name -> connection.request(subject, name, List.of(), body),
                this::disconnected));
  }

  /** Does it once there is a connection, or there was a try to make one. */
  private CompletableFuture<byte[]> whenTried(
      Function<JnatsConnection, CompletableFuture<byte[]>> request) {
    return firstOutcome
        .copy()
        .completeOnTimeout(
            null,
            endpoint.connectTimeout().plus(FIRST_OUTCOME_GRACE).toMillis(),
            TimeUnit.MILLISECONDS)
        .thenCompose(nothing -> now(request));
  }

  private CompletableFuture<byte[]> now(
      Function<JnatsConnection, CompletableFuture<byte[]>> request) {
    var connection = current;
    if (connection == null) {
      return CompletableFuture.failedFuture(disconnected().asException());
    }
    var answer = request.apply(connection);
    if (current != connection) {
      requests.allFailed(disconnected());
    }
    var unheard = deaf;
    if (unheard != null) {
      requests.allFailed(unheard);
    }
    return answer;
  }

  private Failure disconnected() {
    var known = failure;
    return known != null
        ? known
        : Reason.NatsUnreachable.because(
            "there is no connection to NATS at " + endpoint, "check the NATS servers and network");
  }

  /** What happens on a connection; on jnats' threads. */
  private final class Events implements JnatsConnection.Events {
    @Override
    public void answers(List<PublishAnswer> answers) {
      replies.answers(answers);
    }

    @Override
    public void reply(String tail, int status, byte[] body) {
      if (status == ApiErrors.NO_RESPONDERS) {
        requests.failed(tail, subject -> ApiErrors.noResponders(subject, endpoint.apiPrefix()));
      } else {
        requests.answered(tail, body);
      }
    }

    @Override
    public void publishDenied(String subject, String error) {
      if (!requests.failedOn(subject, ApiErrors.denied("publish on", subject, error))) {
        replies.denied(subject, error);
      }
    }

    @Override
    public void subscribeDenied(String subject, String error) {
      // May come before the first request as well as after it: no answer will be heard at all.
      if (hearing == this) {
        var why = ApiErrors.denied("subscribe to", subject, error);
        deaf = why;
        requests.allFailed(why);
      }
    }

    @Override
    public void lost(JnatsConnection which, String why) {
      NatsLink.this.lost(which, why);
    }
  }

  @Override
  public void close() {
    closed = true;
    keeper.interrupt();
    var last = current;
    if (last != null) {
      lost(last, "it was closed here");
    }
  }
}
