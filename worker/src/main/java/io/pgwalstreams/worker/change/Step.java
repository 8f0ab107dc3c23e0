package io.pgwalstreams.worker.change;

import io.pgwalstreams.database.Lsn;
import java.util.List;

/** What one pgoutput message means for the transaction it stands in. */
public sealed interface Step {

  /** A transaction has begun. */
  record Began(TransactionId transaction) implements Step {}

  /** The transaction's end; {@code changes} counts all of its changes, wanted or not. */
  record Committed(TransactionId transaction, Lsn endLsn, long changes) implements Step {}

  /** One change, or several for a TRUNCATE of several tables. */
  record Changed(List<Change> changes) implements Step {
    public Changed {
      changes = List.copyOf(changes);
    }
  }

  /** Nothing to publish: a relation or type description, an origin. */
  enum Learned implements Step {
    LEARNED
  }
}
