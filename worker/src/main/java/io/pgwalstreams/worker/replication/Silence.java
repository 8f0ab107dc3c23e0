package io.pgwalstreams.worker.replication;

import java.util.function.LongSupplier;

/**
 * Tells a server that has nothing to say from one that is gone: after some silence the next status
 * update asks for an answer, and one that never comes means the end. A reader that does not poll
 * hears nothing and proves nothing, so silence begins with the first poll in vain. Used by one
 * thread.
 */
final class Silence {
  private final LongSupplier nanos;
  private final long askAfter;
  private final long deadAfter;
  private boolean silent;
  private boolean asked;
  private long since;

  Silence(LongSupplier nanos, long askAfter, long deadAfter) {
    this.nanos = nanos;
    this.askAfter = askAfter;
    this.deadAfter = deadAfter;
  }

  /** Something was heard. */
  void broken() {
    silent = false;
    asked = false;
  }

  /** Called by every poll in vain: whether the server has been asked and stayed silent too long. */
  boolean isDead() {
    if (!silent) {
      silent = true;
      since = nanos.getAsLong();
      return false;
    }
    return asked && nanos.getAsLong() - since > deadAfter;
  }

  /** Whether the status update that is being sent should ask for an answer. */
  boolean ask() {
    if (silent && !asked && nanos.getAsLong() - since > askAfter) {
      asked = true;
      since = nanos.getAsLong();
      return true;
    }
    return false;
  }
}
