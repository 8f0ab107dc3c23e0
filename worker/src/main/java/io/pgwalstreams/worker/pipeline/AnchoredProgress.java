package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.DecisionTable;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Exactly once: an anchor goes into the checkpoint bucket every few seconds, thousand events or
 * megabytes, and the slot is confirmed by anchors that are old enough.
 */
final class AnchoredProgress implements Progress {
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** A start reads the messages behind the newest anchor, and JetStream gives whole ones only. */
  private static final long BYTES = 32 << 20;

  private final Window window;
  private final Checkpoints checkpoints;
  private final Function<Accounted, Anchor> anchor;
  private final SecondLook look;
  private boolean caughtUp;
  private boolean counted;
  private long writtenAt;
  private long bytesWritten;

  /** {@code counted}: events that have to be passed before anything may be anchored. */
  AnchoredProgress(
      Window window,
      Checkpoints checkpoints,
      SecondLook look,
      Function<Accounted, Anchor> anchor,
      long counted) {
    this.window = window;
    this.checkpoints = checkpoints;
    this.look = look;
    this.anchor = anchor;
    this.caughtUp = counted == 0;
  }

  @Override
  public void caughtUp(Event event) {
    window.caughtUp(event.position(), event.transaction());
    caughtUp = true;
    counted = true;
  }

  /**
   * What was counted is anchored before anything new is published: what stands behind an anchor was
   * all published on its timeline.
   */
  @Override
  public boolean holdsReading() {
    return counted;
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
    boolean worked = checkpoints.poll(nowNanos);
    if (checkpoints.ready()) {
      worked |= look.turn(nowNanos, haste.confirms(), checkpoints::kept);
    }
    if (window.lastSent() - checkpoints.acknowledged().sequence()
        >= DecisionTable.COUNT_LIMIT - 1) {
      checkpoints.needed();
    }
    if (!caughtUp || !isFree() || !due(nowNanos, haste.anchors())) {
      return worked;
    }
    Anchor next = anchor.apply(window.accounted());
    if (next.equals(checkpoints.acknowledged())) {
      counted = false;
      return worked;
    }
    checkpoints.write(next);
    writtenAt = nowNanos;
    bytesWritten = window.bytesDone();
    return true;
  }

  /** Neither is a checkpoint written while it is looked for, nor looked for while it is written. */
  private boolean isFree() {
    return checkpoints.ready() && !look.isUnderWay();
  }

  private boolean due(long nowNanos, boolean atOnce) {
    long behind = window.storedUpTo() - checkpoints.acknowledged().sequence();
    return atOnce
        || counted
        || behind >= DecisionTable.ANCHOR_EVENTS
        || window.bytesDone() - bytesWritten >= BYTES
        || nowNanos - writtenAt >= EVERY.toNanos();
  }

  @Override
  public boolean settle(long nowNanos) {
    if (!caughtUp) {
      return true;
    }
    turn(nowNanos, Haste.ANCHOR);
    boolean settled =
        checkpoints.ready() && anchor.apply(window.accounted()).equals(checkpoints.acknowledged());
    if (!settled) {
      checkpoints.needed();
    }
    return settled;
  }

  @Override
  public Lsn confirmable() {
    return look.confirmable();
  }
}
