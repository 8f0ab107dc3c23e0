package io.pgwalstreams.worker.change;

import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.Tuple;
import org.jspecify.annotations.Nullable;

/** One change at its position. A TRUNCATE of n tables is n changes. */
public sealed interface Change extends Step {

  Position position();

  /** The transaction; for a message outside transactions {@code (its lsn, 0, 0)}. */
  TransactionId transaction();

  record Inserted(Position position, TransactionId transaction, Relation relation, Tuple row)
      implements Change {}

  record Updated(
      Position position,
      TransactionId transaction,
      Relation relation,
      @Nullable OldTuple old,
      Tuple row)
      implements Change {}

  record Deleted(Position position, TransactionId transaction, Relation relation, OldTuple old)
      implements Change {}

  record Truncated(Position position, TransactionId transaction, Relation relation)
      implements Change {}

  record Message(Position position, TransactionId transaction, String prefix, byte[] content)
      implements Change {}
}
