package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Step;
import io.pgwalstreams.worker.change.TransactionCursor;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.pgoutput.PgOutputDecoder;
import io.pgwalstreams.worker.replication.ReplicationFrame;
import io.pgwalstreams.worker.replication.ReplicationStream;
import io.pgwalstreams.worker.resume.SkipGate;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * From frames to what is to be published: decode, number, skip, filter, encode. Holds one event
 * back until it is known whether it is its transaction's last. One thread; memory does not grow
 * with a transaction.
 */
final class Feed {
  /** Frames to look at before the caller gets its turn, when none of them is to be published. */
  private static final int FRAMES_PER_TURN = 512;

  private final ReplicationStream stream;
  private final SkipGate gate;
  private final PgOutputDecoder decoder = new PgOutputDecoder();
  private final TransactionCursor cursor = new TransactionCursor();
  private final ArrayDeque<FeedItem> ready = new ArrayDeque<>();
  private Mapping mapping;
  private @Nullable Event held;
  private Event holding = Event.blank();
  private Event spare = Event.blank();
  private final FeedItem.Publish publish = new FeedItem.Publish(holding, null);
  private boolean inTransaction;
  private long commitMicros;

  /** An LSN, unsigned. */
  private long received;

  private boolean progressed;

  Feed(ReplicationStream stream, SkipGate gate, Mapping mapping) {
    this.stream = stream;
    this.gate = gate;
    this.mapping = mapping;
  }

  /**
   * The next item; null when PostgreSQL has sent nothing, or nothing wanted for a while. Once
   * something is there, the caller's turn is not held up by what may come.
   */
  @Nullable FeedItem next() {
    progressed = !ready.isEmpty();
    if (progressed) {
      stream.patience(0);
    }
    for (int i = 0; ready.isEmpty() && i < FRAMES_PER_TURN; i++) {
      ReplicationFrame frame = stream.poll();
      if (frame == null) {
        break;
      }
      if (!progressed) {
        progressed = true;
        stream.patience(0);
      }
      take(frame);
    }
    return ready.poll();
  }

  /** True when the last {@link #next} found something, be it nothing that is wanted. */
  boolean progressed() {
    return progressed;
  }

  /** True between a transaction's begin and its end. */
  boolean inTransaction() {
    return inTransaction;
  }

  /**
   * When the transaction was committed that was read last; 0 before the first, and once all of it
   * is stored.
   */
  long commitMicros() {
    return commitMicros;
  }

  /**
   * Everything that was published is stored. A message outside transactions, which has no time of
   * its own, is not as old as the commit that was stored before it.
   */
  void stored() {
    if (ready.isEmpty() && held == null && !inTransaction) {
      commitMicros = 0;
    }
  }

  /**
   * True when nothing that was read waits to be published, and everything that the stream held at
   * the start was passed: what comes next is the first of its kind.
   */
  boolean drained() {
    return ready.isEmpty() && held == null && !inTransaction && gate.isOpen();
  }

  /** The furthest position that PostgreSQL has told of on this connection. */
  Lsn received() {
    return new Lsn(received);
  }

  /** The mapping for what is read from now on; only when {@link #drained}. */
  void use(Mapping next) {
    if (!drained()) {
      throw new IllegalStateException("the mapping changes with everything published only");
    }
    mapping = next;
  }

  private void take(ReplicationFrame frame) {
    switch (frame) {
      case ReplicationFrame.Keepalive(Lsn serverEnd, boolean replyRequested) -> {
        receivedUpTo(serverEnd.value());
        gate.reached(serverEnd);
        ready.add(new FeedItem.Reached(serverEnd, replyRequested));
      }
      case ReplicationFrame.WalData data -> {
        receivedUpTo(data.start());
        step(cursor.next(decoder.decode(data.bytes(), data.from(), data.to())));
      }
    }
  }

  private void receivedUpTo(long lsn) {
    if (Long.compareUnsigned(lsn, received) > 0) {
      received = lsn;
    }
  }

  private void step(Step step) {
    switch (step) {
      case Step.Began(var transaction) -> {
        inTransaction = true;
        commitMicros = transaction.commitMicros();
        gate.began(transaction);
      }
      case Change change -> change(change);
      case Step.Truncation(var changes) -> changes.forEach(this::change);
      case Step.Committed(var transaction, Lsn endLsn, long count) -> {
        inTransaction = false;
        receivedUpTo(endLsn.value());
        release(endLsn);
        gate.ended(transaction);
        ready.add(new FeedItem.Ended(transaction));
      }
      case Step.Learned.LEARNED -> {}
    }
  }

  /**
   * An event that nobody needs. What waits to be taken keeps its own: that is one more than the two
   * in turns where a frame has several changes, as a TRUNCATE of several tables.
   */
  private Event spare() {
    if (!ready.isEmpty()) {
      spare = Event.blank();
    }
    return spare;
  }

  private void change(Change change) {
    if (!gate.passes(change.position())) {
      if (gate.wantsToCompare(change.position()) && mapping.wants(change)) {
        gate.compare(mapping.encode(change, spare()));
      }
      return;
    }
    if (!mapping.wants(change)) {
      return;
    }
    Event event = mapping.encode(change, spare());
    if (!gate.admits(event)) {
      if (gate.more() == 0) {
        ready.add(new FeedItem.CaughtUp(event));
      }
      return;
    }
    if (change.position().ordinal() == 0) {
      offer(event, change.position().lsn());
      return;
    }
    release(null);
    held = event;
    Event free = holding;
    holding = spare;
    spare = free;
  }

  private void release(@Nullable Lsn lastEnd) {
    Event event = held;
    if (event != null) {
      offer(event, lastEnd);
      held = null;
    }
  }

  private void offer(Event event, @Nullable Lsn lastEnd) {
    ready.add(
        ready.isEmpty() ? publish.become(event, lastEnd) : new FeedItem.Publish(event, lastEnd));
  }
}
