package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Warns when the slot retains more WAL than the document allows, or nears PostgreSQL's own limit:
 * once, and again only after it had come down by a fifth. Pure; one thread.
 */
final class SlotAlarm {
  private boolean above;
  private boolean endangered;

  /**
   * What is to be told now; empty when nothing is new.
   *
   * @param limit {@code slot.maxRetainedWal} in bytes; null: none
   * @param atRisk PostgreSQL would soon invalidate the slot
   */
  Optional<Failure> look(SlotNumbers numbers, @Nullable Long limit, boolean atRisk) {
    Optional<Failure> risk =
        atRisk && !endangered ? Optional.of(nearLoss(numbers)) : Optional.empty();
    endangered = atRisk;
    return risk.or(() -> retained(numbers, limit));
  }

  private Optional<Failure> retained(SlotNumbers numbers, @Nullable Long limit) {
    if (limit == null || numbers.retainedBytes() < limit / 5 * 4) {
      above = false;
      return Optional.empty();
    }
    if (above || numbers.retainedBytes() <= limit) {
      return Optional.empty();
    }
    above = true;
    return Optional.of(
        Reason.SlotAtRisk.because(
            "the slot retains "
                + numbers.retainedBytes()
                + " bytes of WAL, more than slot.maxRetainedWal, "
                + limit,
            "find out what publishing waits for, and watch PostgreSQL's disk"));
  }

  private static Failure nearLoss(SlotNumbers numbers) {
    return Reason.SlotAtRisk.because(
        "PostgreSQL gives up the slot after "
            + (numbers.safeBytes() == null ? "a little" : numbers.safeBytes() + " bytes")
            + " more WAL",
        "raise max_slot_wal_keep_size, or see to it that publishing goes on: until then the slot is"
            + " confirmed without delivery.confirmDelay");
  }
}
