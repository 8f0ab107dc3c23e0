package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Checkpoint;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks once more, before the slot is confirmed, whether JetStream still has what it acknowledged:
 * time alone proves nothing, because the server may have lost power meanwhile, and come back
 * without it, or not at all. What is there after the hold-back has been synced. One thread.
 */
final class SecondLook {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final JetStreamPort port;
  private final ConfirmSchedule schedule;
  private final Supplier<Duration> holdBack;
  private @Nullable Kept kept;
  private @Nullable CompletableFuture<Optional<StreamState>> stream;
  private @Nullable CompletableFuture<Optional<Checkpoint>> checkpoint;
  private @Nullable CompletableFuture<Optional<StoredMessage>> message;
  private long begunAt;
  private boolean begunBefore;

  SecondLook(JetStreamPort port, ConfirmSchedule schedule, Supplier<Duration> holdBack) {
    this.port = port;
    this.schedule = schedule;
    this.holdBack = holdBack;
  }

  /** True while answers are awaited: nothing may be written that would change them. */
  boolean isUnderWay() {
    return kept != null;
  }

  /**
   * Looks when a hold-back is over, once a second at most, and takes the answers when they have
   * come; {@code atOnce} there is no hold-back, and no waiting. True when the slot may be confirmed
   * further by it.
   *
   * @param expected asked when it begins to look
   * @throws Restart when something is gone
   */
  boolean turn(long nowNanos, boolean atOnce, Supplier<Kept> expected) {
    Duration hold = atOnce ? Duration.ZERO : holdBack.get();
    boolean early = begunBefore && !atOnce && nowNanos - begunAt < EVERY.toNanos();
    if (!isUnderWay() && !early && port.connected() && schedule.ripe(nowNanos, hold)) {
      begin(expected.get(), nowNanos);
    }
    boolean found = isFound();
    if (found) {
      schedule.seen(begunAt, hold);
    }
    return found;
  }

  /** How far the slot may be confirmed. */
  Lsn confirmable() {
    return schedule.confirmable();
  }

  private void begin(Kept expected, long nowNanos) {
    begunBefore = true;
    begunAt = nowNanos;
    kept = expected;
    stream = port.stream();
    checkpoint = expected.checkpoint() == null ? null : port.newestCheckpoint();
    message = expected.event() == null ? null : port.message(expected.sequence());
  }

  /** True once when all of it was there. */
  private boolean isFound() {
    var expected = kept;
    if (expected == null || !isDone(stream) || !isDone(checkpoint) || !isDone(message)) {
      return false;
    }
    kept = null;
    try {
      expected.requireStream(answer(stream));
      expected.requireCheckpoint(answer(checkpoint));
      expected.requireEvent(answer(message));
      return true;
    } catch (CompletionException e) {
      if (e.getCause() instanceof FailureException) {
        return false; // whoever publishes says what is wrong; the next look comes
      }
      throw e;
    }
  }

  private static boolean isDone(@Nullable CompletableFuture<?> future) {
    return future == null || future.isDone();
  }

  private static <T> Optional<T> answer(@Nullable CompletableFuture<Optional<T>> future) {
    return future == null ? Optional.empty() : future.join();
  }
}
