package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * When the slot may be confirmed, and how far: the limit of an acknowledged anchor, once it was
 * seen again when the hold-back was over (JetStream acknowledges before it syncs to disk). Never
 * moves back. Pure; one thread.
 */
final class ConfirmSchedule {
  private record Held(long atNanos, Lsn limit) {}

  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private Lsn confirmed;

  /**
   * {@code confirmed} is what the slot has. It must be told again: a walsender that has never heard
   * a flushed position takes the received one in its place, and does not wait for us when
   * PostgreSQL shuts down (WalSndDone, walsender.c).
   */
  ConfirmSchedule(Lsn confirmed) {
    this.confirmed = confirmed;
  }

  /** An anchor was acknowledged. */
  void anchored(Lsn limit, long nowNanos) {
    if (limit.isAfter(newest())) {
      held.addLast(new Held(nowNanos, limit));
    }
  }

  /** True when the hold-back of an anchor is over: it is time to see whether it is still there. */
  boolean ripe(long nowNanos, Duration holdBack) {
    return !held.isEmpty() && nowNanos - held.getFirst().atNanos() >= holdBack.toNanos();
  }

  /** Everything that was acknowledged was there at {@code atNanos}. */
  void seen(long atNanos, Duration holdBack) {
    while (ripe(atNanos, holdBack)) {
      confirmed = Lsn.max(confirmed, held.removeFirst().limit());
    }
  }

  /** How far the slot may be confirmed now. */
  Lsn confirmable() {
    return confirmed;
  }

  /** The limit of the newest acknowledged anchor: where {@link #confirmable} ends up. */
  private Lsn newest() {
    return held.isEmpty() ? confirmed : held.getLast().limit();
  }
}
