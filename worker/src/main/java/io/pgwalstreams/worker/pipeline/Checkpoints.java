package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Checkpoint;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.AnchorCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes anchors, one at a time, each by compare-and-set on the revision of the one before. A write
 * whose answer did not come is looked up before the next. One thread.
 */
final class Checkpoints {
  private record Write(Anchor anchor, byte[] bytes) {}

  private final JetStreamPort port;
  private final ConfirmSchedule schedule;
  private long revision;
  private Anchor acknowledged;
  private @Nullable Write write;
  private @Nullable CompletableFuture<Optional<Long>> answer;
  private @Nullable CompletableFuture<List<Checkpoint>> lookup;

  /** {@code acknowledged} is stored at {@code revision} already. */
  Checkpoints(JetStreamPort port, ConfirmSchedule schedule, long revision, Anchor acknowledged) {
    this.port = port;
    this.schedule = schedule;
    this.revision = revision;
    this.acknowledged = acknowledged;
  }

  /** True when a write may be started. */
  boolean ready() {
    return write == null;
  }

  /** Starts a write; only when {@link #ready}. */
  void write(Anchor anchor) {
    if (write != null) {
      throw new IllegalStateException("a checkpoint is being written");
    }
    var next = new Write(anchor, AnchorCodec.encode(anchor));
    write = next;
    answer = port.putCheckpoint(next.bytes(), revision);
  }

  /** The newest anchor that is known to be stored. */
  Anchor acknowledged() {
    return acknowledged;
  }

  /**
   * Takes the answer of the write under way, if it has come. True when an anchor was acknowledged.
   */
  boolean poll(long nowNanos) {
    var writing = write;
    if (writing == null || !port.connected()) {
      return false;
    }
    var lookingUp = lookup;
    if (lookingUp != null) {
      return lookingUp.isDone() && lookedUp(writing, lookingUp, nowNanos);
    }
    var waiting = answer;
    if (waiting == null || !waiting.isDone()) {
      return false;
    }
    if (waiting.isCompletedExceptionally()) {
      lookup = port.checkpoints();
      return false;
    }
    Optional<Long> written = waiting.join();
    if (written.isEmpty()) {
      throw new Restart("another worker has written the checkpoint", null);
    }
    done(writing, written.get(), nowNanos);
    return true;
  }

  private boolean lookedUp(
      Write writing, CompletableFuture<List<Checkpoint>> lookingUp, long nowNanos) {
    if (lookingUp.isCompletedExceptionally()) {
      lookup = port.checkpoints();
      return false;
    }
    List<Checkpoint> stored = lookingUp.join();
    lookup = null;
    if (!stored.isEmpty() && Arrays.equals(stored.getFirst().value(), writing.bytes())) {
      done(writing, stored.getFirst().revision(), nowNanos);
      return true;
    }
    long found = stored.isEmpty() ? 0 : stored.getFirst().revision();
    if (found != revision) {
      throw new Restart("another worker has written the checkpoint", null);
    }
    answer = port.putCheckpoint(writing.bytes(), revision);
    return false;
  }

  private void done(Write writing, long newRevision, long nowNanos) {
    revision = newRevision;
    acknowledged = writing.anchor();
    write = null;
    answer = null;
    schedule.anchored(acknowledged.limit(), nowNanos);
  }

  /** How far the slot may be confirmed by the newest stored anchor. */
  Lsn limit() {
    return acknowledged.limit();
  }
}
