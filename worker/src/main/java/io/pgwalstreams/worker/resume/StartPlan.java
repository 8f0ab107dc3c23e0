package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.resume.Observation.OwnMessage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to start.
 *
 * @param row the rows of the decision table that led here, as in {@code R3 P7}
 * @param start the LSN for START_REPLICATION
 * @param skip which of the first changes the stream holds already
 * @param lastSequence the stream's last sequence: the next event gets the one behind it
 * @param previous the position of our message before the next one, when {@code skip} skips none
 *     beyond its position
 * @param anchor what to write into the checkpoint bucket before the first publish
 * @param gap the gap event to publish first, when a gap was accepted
 * @param mayRepeat true when events may be stored a second time, by consent
 * @param differs true when what is published next may be something else than what an earlier worker
 *     has under way: behind a promotion or an accepted gap, under another mapping, or in an epoch
 *     in which nothing was stored yet
 * @param notices what to report, in order
 */
public record StartPlan(
    String row,
    Lsn start,
    Skip skip,
    long lastSequence,
    @Nullable Position previous,
    Anchor anchor,
    Optional<Gap> gap,
    boolean mayRepeat,
    boolean differs,
    List<Failure> notices) {

  public StartPlan {
    notices = List.copyOf(notices);
  }

  /**
   * What to leave out.
   *
   * @param upTo every change up to here; null: none
   * @param mustBegin the first transaction must be this one; null: not checked
   * @param mustEqual the event at {@code upTo} must be this message; empty: not checked
   * @param mustMeet true when the change at {@code upTo} must come at all (a logical message
   *     outside transactions)
   * @param more how many further events
   * @param countedBefore {@code more} events must come before it: the end of WAL at the start, or
   *     where the timeline was left on which they were published
   */
  public record Skip(
      @Nullable Position upTo,
      @Nullable TransactionId mustBegin,
      Optional<OwnMessage> mustEqual,
      boolean mustMeet,
      long more,
      Lsn countedBefore) {}
}
