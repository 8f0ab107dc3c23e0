package io.pgwalstreams.worker.change;

import io.pgwalstreams.database.Lsn;
import java.util.List;

/** What one pgoutput message means for the transaction it stands in. */
public sealed interface Step
    permits Change, Step.Began, Step.Committed, Step.Truncation, Step.Learned {

  /** A transaction has begun. */
  record Began(TransactionId transaction) implements Step {}

  /** The transaction's end; {@code changes} counts all of its changes, wanted or not. */
  record Committed(TransactionId transaction, Lsn endLsn, long changes) implements Step {}

  /**
   * The changes of a TRUNCATE, one for each of its tables; any other change is a step by itself.
   */
  record Truncation(List<Change> changes) implements Step {
    public Truncation {
      changes = List.copyOf(changes);
    }
  }

  /** Nothing to publish: a relation or type description, an origin. */
  enum Learned implements Step {
    LEARNED
  }
}
