package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;

/** What to do about an {@link Observation}. */
public sealed interface Decision {

  /** Look again later. */
  record Wait(Failure why) implements Decision {}

  /** Create the stream, then look again. */
  record CreateStream() implements Decision {}

  /** Create the slot, which never was there, then look again. */
  record CreateSlot() implements Decision {}

  /** Create the slot anew (the gap is accepted), then look again. */
  record RecreateSlot(Gap gap) implements Decision {}

  /**
   * Stand still until a person acts.
   *
   * @param row the row of the decision table
   * @param id a function of what was found: accepting it accepts this halt and no later one
   * @param acceptable true when going on by consent is possible
   */
  record Halt(String row, Failure why, String id, boolean acceptable) implements Decision {
    /**
     * True where only this look can tell: a database that went back writes on, and once its WAL has
     * grown beyond what was published, nothing shows that it is another history. What JetStream
     * said may be older than what it knows, never newer, so that it cannot be the reason. Such a
     * halt is kept in the newest anchor, for whoever starts next.
     */
    public boolean passesAway() {
      return why.reason() == Reason.DatabaseWentBack;
    }
  }

  /** Start. */
  record Start(StartPlan plan) implements Decision {}
}
