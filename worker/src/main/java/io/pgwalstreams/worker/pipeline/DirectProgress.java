package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Without a checkpoint bucket: the slot is confirmed by what is acknowledged. Where the stream is
 * also what a restart resumes from ({@code eventsOnly}), never beyond its last event, or the
 * restart would find the slot further on than the stream.
 */
final class DirectProgress implements Progress {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Window window;
  private final ConfirmSchedule schedule;
  private final SecondLook look;
  private final Supplier<Kept> kept;
  private final boolean eventsOnly;
  private long notedAt;
  private boolean caughtUp;

  /** {@code kept}: what was acknowledged. */
  DirectProgress(
      Window window,
      ConfirmSchedule schedule,
      SecondLook look,
      Supplier<Kept> kept,
      boolean eventsOnly,
      long counted) {
    this.window = window;
    this.schedule = schedule;
    this.look = look;
    this.kept = kept;
    this.eventsOnly = eventsOnly;
    this.caughtUp = counted == 0;
  }

  @Override
  public void caughtUp(Event event) {
    window.caughtUp(event.position(), event.transaction());
    caughtUp = true;
  }

  @Override
  public void gapPublished(@Nullable TransactionId before) {
    window.gapStored(before);
    caughtUp = true;
  }

  @Override
  public void ended(TransactionId transaction) {
    if (caughtUp) {
      window.ended(transaction);
    }
  }

  @Override
  public void reached(Lsn serverEnd) {
    if (caughtUp) {
      window.reached(serverEnd);
    }
  }

  @Override
  public boolean turn(long nowNanos, Haste haste) {
    if (caughtUp && (haste.anchors() || nowNanos - notedAt >= EVERY.toNanos())) {
      schedule.anchored(limit(), nowNanos);
      notedAt = nowNanos;
    }
    return look.turn(nowNanos, haste.confirms(), kept);
  }

  private Lsn limit() {
    Accounted done = window.accounted();
    Position previous = done.previous();
    if (!eventsOnly) {
      return done.limit();
    }
    return previous == null ? Lsn.INVALID : previous.lsn();
  }

  @Override
  public boolean holdsReading() {
    return false;
  }

  @Override
  public boolean settle(long nowNanos) {
    turn(nowNanos, Haste.ANCHOR);
    return true;
  }

  @Override
  public Lsn confirmable() {
    return look.confirmable();
  }
}
