package io.pgwalstreams.worker.resume;

import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.resume.Observation.Foreign;
import io.pgwalstreams.worker.resume.Observation.OwnMessage;
import io.pgwalstreams.worker.resume.Observation.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream's end (row R1): is every message ours, and does each follow from the one before
 * it? A message whose predecessor is gone (deleted, expired, consumed) cannot be compared and
 * passes. Pure; used once.
 */
public final class TailScan {
  /** The header that marks a gap event. */
  public static final String GAP_HEADER = "Pgws-Gap";

  /** The newest anchor that the stream reaches; null when there is none. */
  private final @Nullable Anchor reached;

  /**
   * Whether it is the newest of all. Where the stream has lost its tail it is not: what it tells of
   * may be gone as well, and somebody else's message stand in its place.
   */
  private final boolean newest;

  private final List<Long> voids = new ArrayList<>();
  private @Nullable OwnMessage last;
  private @Nullable OwnMessage good;
  private @Nullable Foreign foreign;
  private long highestEpoch;
  private long seen;

  private TailScan(@Nullable Anchor reached, boolean newest) {
    this.reached = reached;
    this.newest = newest;
  }

  /**
   * The epoch of which something is stored at an anchor, or is to come in any case: the event of a
   * gap. Where it is merely claimed, the former epoch's last messages may come behind the anchor.
   */
  private static long begunIn(Anchor anchor) {
    boolean begun = anchor.gap() != null || anchor.epoch().first() > Epoch.NONE_YET;
    return begun ? anchor.epoch().number() : 0;
  }

  /**
   * The first sequence to read: nothing before the newest anchor's own seat, and never more than a
   * window, matters.
   *
   * @param anchors of this stream, the newest first
   */
  public static long from(long first, long last, List<Anchor> anchors) {
    long seat = anchors.stream().mapToLong(Anchor::sequence).findFirst().orElse(0);
    return Math.max(Math.max(first, 1), Math.max(seat > last ? 0 : seat, last - Epoch.WINDOW + 1));
  }

  /**
   * Reads the end of a stream.
   *
   * @param messages what exists from {@link #from} to {@code lastSequence}, in order
   * @param anchors of this stream, the newest first
   * @param lastOwn the last message below our prefix, wherever it is
   */
  public static Tail read(
      List<StoredMessage> messages,
      long lastSequence,
      List<Anchor> anchors,
      Optional<StoredMessage> lastOwn) {
    var reached = anchors.stream().filter(a -> a.sequence() <= lastSequence).findFirst();
    boolean newest = !anchors.isEmpty() && anchors.getFirst().sequence() <= lastSequence;
    var scan = new TailScan(reached.orElse(null), newest);
    lastOwn.flatMap(TailScan::own).filter(scan::counts).ifPresent(scan::startFrom);
    messages.forEach(scan::visit);
    return scan.result(lastSequence);
  }

  /** A message of ours as such; empty for anybody else's. */
  public static Optional<OwnMessage> own(StoredMessage m) {
    return EventHeader.parse(m)
        .map(
            h ->
                new OwnMessage(
                    m.sequence(),
                    h,
                    m.header(GAP_HEADER) != null,
                    m.subject(),
                    m.body().length == 0 ? null : m.body()));
  }

  /** False when it is void: of a lower epoch, behind the first message of the anchor's. */
  private boolean counts(OwnMessage m) {
    if (reached == null || reached.epoch().first() <= Epoch.NONE_YET) {
      return true;
    }
    Epoch epoch = reached.epoch();
    return m.header().epoch() >= epoch.number() || m.sequence() < epoch.first();
  }

  private void startFrom(OwnMessage m) {
    last = m;
  }

  private void visit(StoredMessage m) {
    if (reached != null && m.sequence() > reached.sequence()) {
      highestEpoch = Math.max(highestEpoch, begunIn(reached));
    }
    Optional<OwnMessage> own = own(m);
    if (own.filter(g -> g.gap() && g.header().epoch() >= highestEpoch).isPresent()) {
      foreign = null; // whatever came before the event of a gap was accepted
    }
    if (foreign != null || isAnchored(m.sequence(), own)) {
      return;
    }
    if (own.isEmpty()) {
      foreign = new Foreign(m.sequence(), "a message that is not ours", Optional.ofNullable(good));
      return;
    }
    OwnMessage message = own.get();
    if (message.header().epoch() < highestEpoch) {
      voids.add(m.sequence());
      return;
    }
    if (!follows(message)) {
      foreign =
          new Foreign(
              m.sequence(),
              "event "
                  + message.header().position()
                  + " does not follow from the message before it: an event is missing",
              Optional.ofNullable(good));
      return;
    }
    highestEpoch = message.header().epoch();
    good = message;
    seen = message.sequence();
    voids.removeIf(v -> v < message.sequence());
  }

  /**
   * True for what an anchor has accounted for. Where its message was lost, somebody else's may have
   * come into the seat; not where the anchor announces a gap, for what is before it was accepted.
   */
  private boolean isAnchored(long sequence, Optional<OwnMessage> found) {
    if (reached == null || !newest || sequence > reached.sequence()) {
      return false;
    }
    if (reached.gap() != null) {
      return true;
    }
    EventHeader seat = found.map(OwnMessage::header).orElse(null);
    if (seat != null && seat.position().equals(reached.previous())) {
      highestEpoch = Math.max(highestEpoch, seat.epoch());
      return true;
    }
    return seat != null && seat.epoch() < reached.epoch().number();
  }

  private boolean follows(OwnMessage m) {
    if (reached != null && newest && m.sequence() <= reached.sequence()) {
      // Another one than the anchor has accounted for; of a later epoch where the stream has lost
      // that and has gone on, and the bucket has lost the anchors since.
      return m.header().epoch() > reached.epoch().number();
    }
    if (m.gap()) {
      return true;
    }
    Position previous = m.header().prev();
    OwnMessage before = good;
    if (before != null) {
      boolean adjacent = m.sequence() - before.sequence() - 1 == voidsBehind(before.sequence());
      return !adjacent || before.header().position().equals(previous);
    }
    return reached == null
        || m.sequence() - reached.sequence() - 1 != voids.size()
        || reached.gap() != null
        || Objects.equals(reached.previous(), previous);
  }

  private long voidsBehind(long sequence) {
    return voids.stream().filter(v -> v > sequence).count();
  }

  private Tail result(long lastSequence) {
    // The body is there only in the message that was read for itself.
    boolean lastIsVoid = last != null && voids.contains(last.sequence());
    if (lastIsVoid || (good != null && (last == null || last.sequence() != good.sequence()))) {
      last = good;
    }
    long behind =
        last == null ? lastSequence : lastSequence - last.sequence() - voidsBehind(last.sequence());
    long present = last == null || seen <= last.sequence() ? 0 : seen - last.sequence();
    return new Tail(
        Optional.ofNullable(last),
        Optional.ofNullable(foreign),
        Math.max(0, behind - present),
        voids);
  }
}
