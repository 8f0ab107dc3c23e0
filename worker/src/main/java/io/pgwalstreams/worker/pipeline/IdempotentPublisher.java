package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.encode.EventHeaders;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Publishes into a stream that others write to as well: each message carries its event's id, and
 * the stream forgets repeats inside its duplicate window. After a failure what is in flight is sent
 * again, one whole window at a time, so that order is restored as far as it can be. Tokens count
 * this session's messages; they are not sequences of the stream.
 */
final class IdempotentPublisher implements Publisher {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int MOST = 4096;

  private static final byte[] MESSAGE_ID = HeaderBytes.nameOf("Nats-Msg-Id");
  private static final byte[] EXPECTED_STREAM = HeaderBytes.nameOf("Nats-Expected-Stream");

  private final JetStreamPort port;
  private final Pump pump;
  private final PipelineListener listener;
  private final Chain target;
  private String mapping;
  private final Window window;
  private final HeaderBytes headers = new HeaderBytes();
  private final EventHeaders own;
  private final Acknowledged acknowledged = new Acknowledged();
  private int attempt;

  /** When the last answers were looked for: one look at the clock serves what one turn sends. */
  private long now;

  private boolean broken;

  /** The connection on which the stream was looked at last. */
  private int looked;

  /** The newest place in the stream where one of ours is known to stand, and which one. */
  private long newestSequence;

  private @Nullable Position newest;
  private @Nullable Failure trouble;

  IdempotentPublisher(
      JetStreamPort port,
      Pump pump,
      PipelineListener listener,
      Chain target,
      Window window,
      String mapping) {
    this.port = port;
    this.pump = pump;
    this.listener = listener;
    this.mapping = mapping;
    this.window = window;
    this.target = target;
    this.own = target.headers(1);
    this.attempt = target.attempts().getAsInt();
    this.now = pump.nanoTime();
    this.looked = port.connections();
  }

  @Override
  public Window window() {
    return window;
  }

  @Override
  public void use(String nextMapping) {
    mapping = nextMapping;
  }

  /** Nothing links these events: order is not promised. */
  @Override
  public void continueBehind(Position lastHeld) {}

  @Override
  public boolean hasRoom() {
    return !broken
        && port.hasRoom()
        && window.messages() < MOST
        && window.bytes() < target.maxBytes();
  }

  @Override
  public void publish(Event event, @Nullable Lsn lastEnd) {
    headers.begin();
    headers.name(MESSAGE_ID).text(event.id());
    headers.endOfLine();
    headers.name(EXPECTED_STREAM).text(target.stream());
    headers.endOfLine();
    own.write(event, mapping, null, lastEnd, headers);
    headers.end();
    Lsn confirmable = lastEnd == null ? event.position().lsn() : lastEnd;
    InFlight entry = window.sent(event, headers, confirmable, now);
    put(entry);
    listener.published(event.label(), entry.length());
  }

  private void put(InFlight entry) {
    port.publish(entry, attempt, entry.sequence());
  }

  @Override
  public void flush() {
    port.flush(window.bytes());
  }

  @Override
  public boolean poll() {
    now = pump.nanoTime();
    lookAfterReconnect();
    boolean worked = false;
    for (PublishAnswer a = port.poll(); a != null; a = port.poll()) {
      worked = true;
      take(a);
    }
    acknowledged.tell(listener);
    InFlight oldest = window.oldest();
    boolean late =
        oldest != null
            && (!port.connected() || now - oldest.sentNanos() > ANSWER_TIMEOUT.toNanos());
    if (late && !broken && port.connected()) {
      failed(Refusals.unanswered(target.stream()));
    }
    if (broken || late) {
      again();
    }
    return worked;
  }

  /** What has to be in the stream. */
  Kept kept() {
    return new Kept(newestSequence, target.identity(), null, newest);
  }

  /**
   * A server that was away, be it between two looks at the connection, may have lost what it
   * acknowledged: then all is read again, as it is where the newest message is gone already, and
   * somebody else's may have had its place. What was in flight is sent again in any case, and what
   * is still said about it does not count.
   */
  private void lookAfterReconnect() {
    int connection = port.connections();
    if (port.connected() && connection != looked) {
      Kept expected = kept();
      expected.requireStream(pump.await(port.stream()));
      if (newest != null) {
        Optional<StoredMessage> found = pump.await(port.message(newestSequence));
        expected.requireEvent(found);
        if (found.isEmpty()) {
          throw new Restart("nothing tells whether NATS still has what it acknowledged", null);
        }
      }
      looked = connection;
      attempt = target.attempts().getAsInt();
      broken |= !window.isEmpty();
    }
  }

  private void take(PublishAnswer answer) {
    if (answer.token().attempt() != attempt) {
      return;
    }
    switch (answer) {
      case PublishAnswer.StoredRun(long first, Token token) -> {
        for (long s = first; s <= token.sequence(); s++) {
          stored(s, s);
        }
      }
      case PublishAnswer.Stored(Token token, long sequence, boolean duplicate) -> {
        // A duplicate without a sequence is one whose original is not stored yet: no
        // acknowledgement.
        if (duplicate && sequence == 0) {
          broken = true;
        } else {
          stored(token.sequence(), sequence);
        }
      }
      case PublishAnswer.Refused r -> {
        broken = true;
        failed(Refusals.failure(r, target.stream()));
      }
    }
  }

  private void stored(long number, long sequence) {
    if (!port.connected() || port.connections() != looked) {
      broken = true; // As in lookAfterReconnect, which comes next.
      return;
    }
    InFlight entry = window.inFlight(number);
    if (entry != null && sequence > newestSequence) {
      newestSequence = sequence;
      newest = entry.position();
    }
    long sentNanos = window.stored(number);
    if (sentNanos != Long.MIN_VALUE) {
      acknowledged.add(now - sentNanos);
    }
    if (trouble != null && !broken) {
      trouble = null;
      listener.recovered();
    }
  }

  private void failed(Failure why) {
    if (why.reason().recovery() == Reason.Recovery.PERSON) {
      throw why.asException();
    }
    if (trouble == null || trouble.reason() != why.reason()) {
      listener.waiting(why);
    }
    trouble = why;
  }

  /** Sends the window again, and waits until all of it is answered, before anything new is sent. */
  private void again() {
    if (!port.connected()) {
      failed(
          Reason.NatsUnreachable.because(
              "the connection to NATS is lost",
              "check the servers and the network; publishing goes on by itself"));
    }
    pump.pause(trouble == null ? Duration.ofMillis(50) : RETRY);
    while (!port.connected()) {
      pump.pause(Duration.ofMillis(100));
    }
    lookAfterReconnect();
    attempt = target.attempts().getAsInt();
    broken = false;
    window.restamp(pump.nanoTime());
    for (InFlight e : window.entries()) {
      awaitRoom();
      put(e);
    }
    port.flush(window.bytes());
    awaitAll();
  }

  private void awaitRoom() {
    while (!port.hasRoom() && port.connected()) {
      port.flush(window.bytes());
      pump.pause(Duration.ofMillis(5));
    }
  }

  private void awaitAll() {
    long deadline = pump.nanoTime() + ANSWER_TIMEOUT.toNanos();
    while (!window.isEmpty() && !broken && port.connected() && pump.nanoTime() < deadline) {
      PublishAnswer a = port.poll();
      if (a == null) {
        pump.pause(Duration.ofMillis(5));
      } else {
        take(a);
      }
    }
    broken = broken || !window.isEmpty();
  }
}
