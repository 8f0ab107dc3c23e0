package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in flight, and how far everything before it is done. Acknowledgements may come in any
 * order; only the contiguous prefix counts. What the database said between two events (a
 * transaction's end, a keepalive) counts once every event before it is stored. Pure; one thread.
 */
final class Window {

  private record Marker(long behind, @Nullable TransactionId transaction, Lsn limit) {}

  private final ArrayDeque<InFlight> entries = new ArrayDeque<>();
  private final ArrayDeque<Marker> markers = new ArrayDeque<>();
  private final BitSet early = new BitSet();
  private Accounted accounted;
  private long lastSent;
  private long bytes;
  private long bytesDone;

  Window(Accounted start) {
    this.accounted = start;
    this.lastSent = start.sequence();
  }

  /** A message was sent, with the sequence behind the last one. */
  void sent(InFlight entry) {
    if (entry.sequence() != lastSent + 1) {
      throw new IllegalArgumentException("sequence " + entry.sequence() + " behind " + lastSent);
    }
    lastSent = entry.sequence();
    bytes += entry.bytes();
    entries.addLast(entry);
  }

  /** The messages up to the start's sequence hold every wanted change up to this one. */
  void caughtUp(Position position, TransactionId transaction) {
    accounted =
        new Accounted(
            accounted.sequence(),
            position,
            transaction,
            position,
            Lsn.max(accounted.limit(), position.lsn()));
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
   * The message at {@code sequence} is stored. Returns its entry; null when it is not in flight
   * (any more).
   */
  @Nullable InFlight stored(long sequence) {
    InFlight first = entries.peekFirst();
    if (first == null || sequence < first.sequence() || sequence > lastSent) {
      return null;
    }
    if (sequence != first.sequence()) {
      // Rare: out of order. The offset is from the window's start, which moves only when the prefix
      // does.
      early.set((int) (sequence - first.sequence()));
      return entryAt(sequence);
    }
    advance();
    while (early.get(0)) {
      advance();
    }
    settle();
    return first;
  }

  private void advance() {
    InFlight e = entries.removeFirst();
    bytes -= e.bytes();
    bytesDone += e.bytes();
    accounted =
        new Accounted(
            e.sequence(),
            e.position(),
            e.transaction(),
            e.position(),
            Lsn.max(accounted.limit(), e.confirmable()));
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
    while (!markers.isEmpty() && markers.getFirst().behind() <= accounted.sequence()) {
      Marker m = markers.removeFirst();
      TransactionId t = m.transaction();
      Position whole = t == null ? null : new Position(t.commitLsn(), Position.WHOLE);
      boolean further = whole != null && whole.isAfter(accounted.position());
      accounted =
          new Accounted(
              accounted.sequence(),
              further && whole != null ? whole : accounted.position(),
              further ? t : accounted.transaction(),
              accounted.previous(),
              Lsn.max(accounted.limit(), m.limit()));
    }
  }

  private @Nullable InFlight entryAt(long sequence) {
    for (InFlight e : entries) {
      if (e.sequence() == sequence) {
        return e;
      }
    }
    return null;
  }

  /** Every message up to {@code sequence} is stored. */
  void storedThrough(long sequence) {
    early.clear();
    while (!entries.isEmpty() && entries.getFirst().sequence() <= sequence) {
      advance();
    }
    settle();
  }

  /**
   * Everything in flight is sent again from now on: answers that came out of order are forgotten.
   */
  void restamp(long nowNanos) {
    early.clear();
    var again = entries.stream().map(e -> e.resentAt(nowNanos)).toList();
    entries.clear();
    entries.addAll(again);
  }

  Accounted accounted() {
    return accounted;
  }

  @Nullable InFlight oldest() {
    return entries.peekFirst();
  }

  List<InFlight> entries() {
    return List.copyOf(entries);
  }

  /** The highest sequence ever used. */
  long lastSent() {
    return lastSent;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int messages() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }

  /** Of all messages that count as stored, since the start. */
  long bytesDone() {
    return bytesDone;
  }
}
