package io.pgwalstreams.worker.encode;

import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Operation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.Tuple;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A table's change in the shape of its event; of one change after the other. One thread. */
final class RowImage {
  private Operation operation = Operation.INSERT;
  private @Nullable Relation relation;
  private @Nullable Tuple data;
  private boolean dataIsKey;
  private @Nullable OldTuple old;

  /** From now on it is this change's, which is one of a table. */
  void become(Change change) {
    switch (change) {
      case Change.Inserted c -> become(Operation.INSERT, c.relation(), c.row(), false, null);
      case Change.Updated c -> become(Operation.UPDATE, c.relation(), c.row(), false, c.old());
      case Change.Deleted c ->
          become(Operation.DELETE, c.relation(), c.old().row(), c.old().keyOnly(), null);
      case Change.Truncated c -> become(Operation.TRUNCATE, c.relation(), null, false, null);
      case Change.Message _ -> throw new IllegalArgumentException("a message is of no table");
    }
  }

  private void become(
      Operation does,
      Relation table,
      @Nullable Tuple row,
      boolean rowIsKey,
      @Nullable OldTuple before) {
    operation = does;
    relation = table;
    data = row;
    dataIsKey = rowIsKey;
    old = before;
  }

  Operation operation() {
    return operation;
  }

  Relation relation() {
    return Objects.requireNonNull(relation, "an image of no change");
  }

  /** What becomes {@code data}: the new row, for DELETE the old row or key; null for TRUNCATE. */
  @Nullable Tuple data() {
    return data;
  }

  /** Whether {@code data} has the key's columns alone. */
  boolean dataIsKey() {
    return dataIsKey;
  }

  /** What becomes {@code dataOld}. */
  @Nullable OldTuple old() {
    return old;
  }

  /**
   * The row that has the value of column {@code i} of {@code data}: an unchanged TOAST value is
   * taken from the old row where that has it (replica identity FULL). Not for TRUNCATE.
   */
  Tuple source(int i) {
    Tuple row = Objects.requireNonNull(data, "a TRUNCATE has no values");
    OldTuple before = old;
    return before != null && !before.keyOnly() && row.kind(i) == Tuple.Kind.UNCHANGED
        ? before.row()
        : row;
  }

  boolean oldIsKey() {
    OldTuple before = old;
    return before != null && before.keyOnly();
  }
}
