package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Checkpoint;
import io.pgwalstreams.worker.jetstream.JetStreamPort.CheckpointHistory;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.AnchorCodec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes anchors, one at a time, each by compare-and-set on the revision of the one before. A write
 * that failed may be stored all the same: it is looked up before it is tried again. One thread.
 */
final class Checkpoints {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private record Write(Anchor anchor, byte[] bytes) {}

  private final JetStreamPort port;
  private final PipelineListener listener;
  private final ConfirmSchedule schedule;
  private long revision;
  private Anchor acknowledged;
  private byte[] acknowledgedBytes;
  private @Nullable Write write;
  private @Nullable CompletableFuture<Optional<Long>> answer;
  private @Nullable CompletableFuture<CheckpointHistory> lookup;
  private @Nullable Failure trouble;
  private long retryAt;
  private int refusals;
  private boolean stalled;

  /** {@code acknowledged} is stored at {@code revision} already. */
  Checkpoints(
      JetStreamPort port,
      PipelineListener listener,
      ConfirmSchedule schedule,
      long revision,
      Anchor acknowledged) {
    this.port = port;
    this.listener = listener;
    this.schedule = schedule;
    this.revision = revision;
    this.acknowledged = acknowledged;
    this.acknowledgedBytes = AnchorCodec.encode(acknowledged);
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

  /** The revision of {@link #acknowledged}. */
  long revision() {
    return revision;
  }

  /** What JetStream has acknowledged. */
  Kept kept() {
    return new Kept(
        acknowledged.sequence(),
        acknowledged.stream(),
        new Checkpoint(revision, acknowledgedBytes),
        null);
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
    if (waiting == null) {
      if (nowNanos - retryAt >= 0) {
        lookup = port.checkpoints();
      }
      return false;
    }
    if (!waiting.isDone()) {
      return false;
    }
    if (waiting.isCompletedExceptionally()) {
      refused(waiting.exceptionNow(), nowNanos);
      return false;
    }
    Optional<Long> written = waiting.join();
    if (written.isEmpty()) {
      throw new Restart("another worker has written the checkpoint", null);
    }
    done(writing, written.get(), nowNanos);
    return true;
  }

  /** One failure may be a leader that has just changed; of the next on, somebody should know. */
  private void refused(Throwable why, long nowNanos) {
    answer = null;
    retryAt = nowNanos;
    if (++refusals > 1) {
      failed(why);
      retryAt += RETRY.toNanos();
    }
  }

  private boolean lookedUp(
      Write writing, CompletableFuture<CheckpointHistory> lookingUp, long nowNanos) {
    lookup = null;
    answer = null;
    if (lookingUp.isCompletedExceptionally()) {
      failed(lookingUp.exceptionNow());
      retryAt = nowNanos + RETRY.toNanos();
      return false;
    }
    List<Checkpoint> stored = lookingUp.join().stored();
    if (!stored.isEmpty() && Arrays.equals(stored.getFirst().value(), writing.bytes())) {
      done(writing, stored.getFirst().revision(), nowNanos);
      return true;
    }
    if (stored.isEmpty()) {
      throw new Restart("the checkpoint is gone from its bucket", null);
    }
    if (stored.getFirst().revision() != revision) {
      throw new Restart("another worker has written the checkpoint", null);
    }
    answer = port.putCheckpoint(writing.bytes(), revision);
    return false;
  }

  private void failed(Throwable why) {
    if (!(why instanceof FailureException failure)) {
      throw new IllegalStateException("looking up the checkpoint", why);
    }
    if (trouble == null) {
      trouble =
          Reason.CheckpointUnavailable.because(
              "the checkpoint is not stored: " + failure.failure().message(),
              failure.failure().remedy());
      listener.notice(trouble);
    }
  }

  /** Nothing more can be published before an anchor is stored. */
  void needed() {
    if (trouble != null && !stalled) {
      stalled = true;
      listener.waiting(trouble);
    }
  }

  private void done(Write writing, long newRevision, long nowNanos) {
    revision = newRevision;
    acknowledged = writing.anchor();
    acknowledgedBytes = writing.bytes();
    write = null;
    answer = null;
    trouble = null;
    refusals = 0;
    if (stalled) {
      stalled = false;
      listener.recovered();
    }
    schedule.anchored(acknowledged.limit(), nowNanos);
  }
}
