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

  private final @Nullable Anchor newest;
  private final List<Long> voids = new ArrayList<>();
  private @Nullable OwnMessage last;
  private @Nullable OwnMessage good;
  private @Nullable Foreign foreign;
  private long highestEpoch;
  private long seen;

  private TailScan(@Nullable Anchor newest) {
    this.newest = newest;
    this.highestEpoch = newest == null ? 0 : begunIn(newest);
  }

  /**
   * The epoch of which something is stored at an anchor, or is to come in any case: the event of a
   * gap. Where it is merely claimed, the former epoch's last messages may come behind the anchor.
   */
  private static long begunIn(Anchor newest) {
    boolean begun = newest.gap() != null || newest.epoch().first() > Epoch.NONE_YET;
    return begun ? newest.epoch().number() : 0;
  }

  /**
   * The first sequence to read: nothing before an anchor, and never more than a window, matters.
   *
   * @param newest the newest anchor that is not behind {@code last}
   */
  public static long from(long first, long last, Optional<Anchor> newest) {
    long afterAnchor = newest.map(a -> a.sequence() + 1).orElse(0L);
    return Math.max(Math.max(first, 1), Math.max(afterAnchor, last - Epoch.WINDOW + 1));
  }

  /**
   * Reads the end of a stream.
   *
   * @param messages what exists from {@link #from} to {@code lastSequence}, in order
   * @param newest the newest anchor that is not behind {@code lastSequence}
   * @param lastOwn the last message below our prefix, wherever it is
   */
  public static Tail read(
      List<StoredMessage> messages,
      long lastSequence,
      Optional<Anchor> newest,
      Optional<StoredMessage> lastOwn) {
    var scan = new TailScan(newest.orElse(null));
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
    if (newest == null || newest.epoch().first() <= Epoch.NONE_YET) {
      return true;
    }
    return m.header().epoch() >= newest.epoch().number() || m.sequence() < newest.epoch().first();
  }

  private void startFrom(OwnMessage m) {
    last = m;
  }

  private void visit(StoredMessage m) {
    if (foreign != null) {
      return;
    }
    Optional<OwnMessage> own = own(m);
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

  private boolean follows(OwnMessage m) {
    if (m.gap()) {
      return true;
    }
    Position previous = m.header().prev();
    OwnMessage before = good;
    if (before != null) {
      boolean adjacent = m.sequence() - before.sequence() - 1 == voidsBehind(before.sequence());
      return !adjacent || before.header().position().equals(previous);
    }
    return newest == null
        || m.sequence() - newest.sequence() - 1 != voids.size()
        || newest.gap() != null
        || Objects.equals(newest.previous(), previous);
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
