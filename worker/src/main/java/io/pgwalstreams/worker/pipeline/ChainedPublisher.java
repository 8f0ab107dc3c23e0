package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.encode.EventHeaders;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.DecisionTable;
import io.pgwalstreams.worker.resume.Epoch;
import io.pgwalstreams.worker.resume.TailScan;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes with predicted sequences: every message names the one before it, so the stream itself
 * keeps the order, refuses repeats and fences another worker. After the first failure nothing is
 * sent until it is known what the stream holds.
 */
final class ChainedPublisher implements Publisher {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final byte[] EXPECTED_SEQUENCE = HeaderBytes.nameOf("Nats-Expected-Last-Sequence");
  private static final byte[] EXPECTED_STREAM = HeaderBytes.nameOf("Nats-Expected-Stream");

  private final JetStreamPort port;
  private final Pump pump;
  private final PipelineListener listener;
  private final Chain chain;
  private final LongSupplier anchored;
  private final Window window;
  private final Seats seats;
  private final HeaderBytes headers = new HeaderBytes();
  private final EventHeaders own;
  private final Acknowledged acknowledged = new Acknowledged();
  private Epoch epoch;
  private String mapping;
  private @Nullable Position previous;
  private int attempt;

  /** When the last answers were looked for: one look at the clock serves what one turn sends. */
  private long now;

  private long unanswered;
  private long sentThrough;
  private boolean broken;
  private boolean away;

  /** The one after whose coming the stream was looked at. */
  private int connection;

  private boolean probing;
  private @Nullable Failure trouble;

  /**
   * {@code anchored}: sequence of the newest stored anchor, which limits how far the window goes.
   */
  ChainedPublisher(
      JetStreamPort port,
      Pump pump,
      PipelineListener listener,
      Chain chain,
      Window window,
      Anchor from,
      String mapping,
      LongSupplier anchored) {
    this.port = port;
    this.pump = pump;
    this.listener = listener;
    this.chain = chain;
    this.window = window;
    this.epoch = from.epoch();
    this.own = chain.headers(epoch.number());
    this.seats = new Seats(port, pump, listener, chain.identity(), window, epoch.number());
    this.mapping = mapping;
    this.previous = from.previous();
    this.sentThrough = window.lastSent();
    this.anchored = anchored;
    this.attempt = chain.attempts().getAsInt();
    this.now = pump.nanoTime();
    this.connection = port.connections();
  }

  @Override
  public Window window() {
    return window;
  }

  Epoch epoch() {
    return epoch;
  }

  @Override
  public void continueBehind(Position lastHeld) {
    previous = lastHeld;
  }

  @Override
  public void use(String nextMapping) {
    if (!window.isEmpty()) {
      throw new IllegalStateException("the mapping changes with nothing in flight only");
    }
    mapping = nextMapping;
  }

  @Override
  public boolean hasRoom() {
    int most = epoch.settledAt(window.lastSent()) && !probing ? Epoch.WINDOW : 1;
    return sentThrough == window.lastSent()
        && port.hasRoom()
        && window.messages() < most
        && window.bytes() < chain.maxBytes()
        && window.lastSent() - anchored.getAsLong() < DecisionTable.COUNT_LIMIT - 1;
  }

  @Override
  public void publish(Event event, @Nullable Lsn lastEnd) {
    begin();
    own.write(event, mapping, previous, lastEnd, headers);
    send(event, event.position().lsn());
  }

  /** Publishes a gap event, with how far the slot may be confirmed; waits until it is stored. */
  void publishGap(Event event, Lsn limit) {
    begin();
    own.write(event, mapping, null, limit, headers);
    headers.add(new Header(TailScan.GAP_HEADER, event.id()));
    send(event, limit);
    flush();
    while (!window.isEmpty()) {
      if (!poll()) {
        pump.pause(Duration.ofMillis(50));
      }
    }
  }

  private void begin() {
    headers.begin();
    headers.name(EXPECTED_SEQUENCE).number(window.lastSent());
    headers.endOfLine();
    headers.name(EXPECTED_STREAM).text(chain.stream());
    headers.endOfLine();
  }

  private void send(Event event, Lsn confirmable) {
    headers.end();
    InFlight entry = window.sent(event, headers, confirmable, now);
    previous = event.position();
    put(entry);
    listener.published(event.label(), entry.length());
  }

  private void put(InFlight entry) {
    port.publishChained(entry, attempt, entry.sequence());
    sentThrough = entry.sequence();
    unanswered++;
  }

  @Override
  public void flush() {
    port.flush(window.bytes());
  }

  @Override
  public boolean poll() {
    now = pump.nanoTime();
    boolean worked = false;
    for (PublishAnswer a = port.poll(); a != null; a = port.poll()) {
      worked = true;
      take(a);
    }
    acknowledged.tell(listener);
    if (broken || overdue() || isBack()) {
      resync();
      return true;
    }
    if (!probing && sentThrough < window.lastSent() && port.hasRoom()) {
      sendRest();
    }
    return worked;
  }

  /**
   * True once after the connection was away, be it between two looks at it: the server may have
   * come back without its tail, and there may be nothing to publish by which that would be found.
   */
  private boolean isBack() {
    int connections = port.connections();
    boolean connected = port.connected();
    boolean back = connected && connections != connection;
    if (!connected && !away) {
      trouble(Refusals.unreachable());
    }
    away = !connected;
    if (back) {
      connection = connections;
    }
    return back;
  }

  private void take(PublishAnswer answer) {
    if (answer.token().attempt() != attempt) {
      return; // An earlier attempt's: what it says was looked up since.
    }
    switch (answer) {
      case PublishAnswer.StoredRun(long first, Token token) -> {
        unanswered -= token.sequence() - first + 1;
        for (long s = first; s <= token.sequence() && !broken; s++) {
          stored(s);
        }
      }
      case PublishAnswer.Stored(Token token, long sequence, boolean duplicate) -> {
        unanswered--;
        if (duplicate || sequence != token.sequence()) {
          broken = true;
        } else if (!broken) {
          stored(sequence);
        }
      }
      case PublishAnswer.Refused refused -> {
        unanswered--;
        if (!broken && !Refusals.isChain(refused)) {
          trouble(Refusals.failure(refused, chain.stream()));
        }
        broken = true;
      }
    }
  }

  private void stored(long sequence) {
    if (sequence > sentThrough) {
      broken = true; // A server that heeds the chain has stored none of this attempt's there.
      return;
    }
    long sentNanos = window.stored(sequence);
    if (sentNanos == Long.MIN_VALUE) {
      return; // A new leader may acknowledge again.
    }
    epoch = epoch.accepted(sequence);
    acknowledged.add(now - sentNanos);
    if (probing || trouble != null) {
      probing = false;
      trouble = null;
      listener.recovered();
      sendRest();
    }
  }

  private void trouble(Failure why) {
    if (why.reason().recovery() == Reason.Recovery.PERSON) {
      throw why.asException();
    }
    trouble = why;
    listener.waiting(why);
  }

  private boolean overdue() {
    InFlight oldest = window.oldest();
    boolean connected = port.connected();
    if (oldest == null || (connected && now - oldest.sentNanos() <= ANSWER_TIMEOUT.toNanos())) {
      return false;
    }
    trouble(connected ? Refusals.unanswered(chain.stream()) : Refusals.unreachable());
    return true;
  }

  /**
   * Settles the window, looks at the stream, and sends again what it does not hold; waits as long
   * as it takes.
   */
  private void resync() {
    connection = port.connections();
    while (true) {
      try {
        settle();
        long next = window.storedUpTo() + 1;
        seats.compare(seats.inspect());
        if (window.storedUpTo() >= next) {
          epoch = epoch.accepted(next);
        }
        break;
      } catch (FailureException e) {
        trouble(Refusals.ofStream(e));
      }
    }
    attempt = chain.attempts().getAsInt();
    unanswered = 0;
    broken = false;
    if (window.isEmpty() && trouble != null) {
      trouble = null;
      listener.recovered();
    }
    probing = trouble != null;
    sentThrough = window.storedUpTo();
    window.restamp(pump.nanoTime());
    sendRest();
  }

  private void settle() {
    long deadline = pump.nanoTime() + SETTLE.toNanos();
    while (port.connected() && unanswered > 0 && pump.nanoTime() < deadline) {
      PublishAnswer a = port.poll();
      if (a == null) {
        pump.pause(Duration.ofMillis(5));
      } else {
        take(a);
      }
    }
    if (trouble != null) {
      pump.pause(RETRY);
    }
  }

  /**
   * Sends what this attempt has not sent yet, as far as the network takes it: one message as long
   * as it is not known that the stream takes it.
   */
  private void sendRest() {
    for (InFlight e : window.from(sentThrough + 1)) {
      if (!port.hasRoom()) {
        break;
      }
      put(e);
      if (probing) {
        break;
      }
    }
    port.flush(window.bytes());
  }
}
