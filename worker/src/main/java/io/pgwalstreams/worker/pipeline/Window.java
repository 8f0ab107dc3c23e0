package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in flight, and how far everything before it is done. Acknowledgements may come in any
 * order; only the contiguous prefix counts. What the database said between two events (a
 * transaction's end, a keepalive) counts once every event before it is stored. Pure; one thread.
 */
final class Window {
  private static final int FIRST_ENTRIES = 256;

  private record Marker(long behind, @Nullable TransactionId transaction, Lsn limit) {}

  private final Outbox outbox = new Outbox();
  private final ArrayDeque<Marker> markers = new ArrayDeque<>();
  private final BitSet early = new BitSet();

  /** The entry of a sequence stands at {@code sequence & (ring.length - 1)}. */
  private InFlight[] ring = new InFlight[0];

  // How far everything is done: the parts of an Accounted, which is made for who asks.
  private final Point done = new Point();
  private final Point newest = new Point();
  private boolean anyNewest;
  private long limit;

  private long firstSequence;
  private long lastSent;
  private long bytes;
  private long bytesDone;

  Window(Accounted start) {
    this.done.become(start.position(), start.transaction());
    Position previous = start.previous();
    if (previous != null) {
      newestIs(previous);
    }
    this.limit = start.limit().value();
    this.lastSent = start.sequence();
    this.firstSequence = lastSent + 1;
  }

  private void newestIs(Position position) {
    newest.become(position, null);
    anyNewest = true;
  }

  private void limitIsAtLeast(long lsn) {
    if (Long.compareUnsigned(lsn, limit) > 0) {
      limit = lsn;
    }
  }

  /**
   * A message is sent, with the sequence behind the last one. Its bytes are copied.
   *
   * @param confirmable how far the slot may be confirmed once it is stored
   * @return its entry, valid as long as it is in flight
   */
  InFlight sent(Event event, HeaderBytes headers, Lsn confirmable, long nowNanos) {
    if (messages() == ring.length) {
      grow();
    }
    lastSent++;
    InFlight entry = entry(lastSent);
    outbox.put(headers, event.body(), entry.place());
    entry.become(lastSent, event, confirmable, nowNanos);
    bytes += entry.length();
    return entry;
  }

  private void grow() {
    var larger = new InFlight[Math.max(FIRST_ENTRIES, 2 * ring.length)];
    for (long sequence = firstSequence; sequence <= lastSent; sequence++) {
      larger[(int) (sequence & larger.length - 1)] = entry(sequence);
    }
    for (int i = 0; i < larger.length; i++) {
      if (larger[i] == null) {
        larger[i] = new InFlight(outbox);
      }
    }
    ring = larger;
  }

  private InFlight entry(long sequence) {
    return ring[(int) (sequence & ring.length - 1)];
  }

  /** The messages up to the start's sequence hold every wanted change up to this one. */
  void caughtUp(Position last, TransactionId itsTransaction) {
    done.become(last, itsTransaction);
    newestIs(last);
    limitIsAtLeast(last.lsn().value());
  }

  /** A transaction has ended; all of its events were sent. */
  void ended(TransactionId transaction) {
    mark(new Marker(lastSent, transaction, transaction.commitLsn()));
  }

  /** Every commit before {@code serverEnd} was received, and its events were sent. */
  void reached(Lsn serverEnd) {
    mark(new Marker(lastSent, null, serverEnd));
  }

  private void mark(Marker marker) {
    Marker newest = markers.peekLast();
    if (newest != null && newest.behind() == marker.behind()) {
      markers.removeLast();
      marker =
          new Marker(
              marker.behind(),
              marker.transaction() == null ? newest.transaction() : marker.transaction(),
              Lsn.max(newest.limit(), marker.limit()));
    }
    markers.addLast(marker);
    settle();
  }

  /**
   * The message at {@code sequence} is stored. Returns since when it was in flight, or {@link
   * Long#MIN_VALUE} when it is not (any more).
   */
  long stored(long sequence) {
    if (sequence < firstSequence || sequence > lastSent) {
      return Long.MIN_VALUE;
    }
    long sentNanos = entry(sequence).sentNanos();
    if (sequence == firstSequence) {
      advance();
      while (early.get(0)) {
        advance();
      }
      settle();
    } else {
      // Rare: out of order. The offset is from the window's start, which moves only when the prefix
      // does.
      early.set((int) (sequence - firstSequence));
    }
    return sentNanos;
  }

  private void advance() {
    InFlight e = entry(firstSequence);
    firstSequence++;
    bytes -= e.length();
    bytesDone += e.length();
    outbox.free(e.place());
    done.become(e.point());
    newest.become(e.point());
    anyNewest = true;
    limitIsAtLeast(e.confirmable());
    shiftEarly();
  }

  private void shiftEarly() {
    if (!early.isEmpty()) {
      BitSet shifted = early.get(1, early.length() + 1);
      early.clear();
      early.or(shifted);
    }
  }

  private void settle() {
    while (!markers.isEmpty() && markers.getFirst().behind() < firstSequence) {
      Marker m = markers.removeFirst();
      TransactionId t = m.transaction();
      if (t != null) {
        done.pass(t);
      }
      limitIsAtLeast(m.limit().value());
    }
  }

  /** Every message up to {@code sequence} is stored. */
  void storedThrough(long sequence) {
    early.clear();
    while (!isEmpty() && firstSequence <= sequence) {
      advance();
    }
    settle();
  }

  /**
   * Everything in flight is sent again from now on: answers that came out of order are forgotten.
   */
  void restamp(long nowNanos) {
    early.clear();
    entries().forEach(e -> e.sentAgain(nowNanos));
  }

  Accounted accounted() {
    return new Accounted(
        storedUpTo(),
        done.position(),
        done.transaction(),
        anyNewest ? newest.position() : null,
        new Lsn(limit));
  }

  /**
   * What was stored last is the event of a gap, which PostgreSQL cannot send again: what can be
   * asked for is still the transaction before it.
   */
  void gapStored(@Nullable TransactionId before) {
    done.become(before);
  }

  /** The message at {@code sequence}; null when it is not in flight. */
  @Nullable InFlight inFlight(long sequence) {
    return sequence < firstSequence || sequence > lastSent ? null : entry(sequence);
  }

  @Nullable InFlight oldest() {
    return isEmpty() ? null : entry(firstSequence);
  }

  /** What is in flight, the oldest first. */
  List<InFlight> entries() {
    return from(firstSequence);
  }

  /** What is in flight from this sequence on. */
  List<InFlight> from(long sequence) {
    var all = new ArrayList<InFlight>(messages());
    for (long s = Math.max(sequence, firstSequence); s <= lastSent; s++) {
      all.add(entry(s));
    }
    return all;
  }

  /** Every message up to here is stored: the sequence of {@link #accounted}. */
  long storedUpTo() {
    return firstSequence - 1;
  }

  /** The highest sequence ever used. */
  long lastSent() {
    return lastSent;
  }

  boolean isEmpty() {
    return firstSequence > lastSent;
  }

  int messages() {
    return (int) (lastSent - firstSequence + 1);
  }

  long bytes() {
    return bytes;
  }

  /** Of all messages that count as stored, since the start. */
  long bytesDone() {
    return bytesDone;
  }
}
