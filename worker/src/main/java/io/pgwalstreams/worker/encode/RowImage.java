package io.pgwalstreams.worker.encode;

import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Operation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.Tuple;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table's change in the shape of its event.
 *
 * @param data what becomes {@code data}: the new row, for DELETE the old row or key; null for
 *     TRUNCATE
 * @param dataIsKey whether {@code data} has the key's columns alone
 * @param old what becomes {@code dataOld}
 */
record RowImage(
    Operation operation,
    Relation relation,
    @Nullable Tuple data,
    boolean dataIsKey,
    @Nullable OldTuple old) {

  static RowImage of(Change.Inserted c) {
    return new RowImage(Operation.INSERT, c.relation(), c.row(), false, null);
  }

  static RowImage of(Change.Updated c) {
    return new RowImage(Operation.UPDATE, c.relation(), c.row(), false, c.old());
  }

  static RowImage of(Change.Deleted c) {
    return new RowImage(Operation.DELETE, c.relation(), c.old().row(), c.old().keyOnly(), null);
  }

  static RowImage of(Change.Truncated c) {
    return new RowImage(Operation.TRUNCATE, c.relation(), null, false, null);
  }

  /**
   * The row that has the value of column {@code i} of {@code data}: an unchanged TOAST value is
   * taken from the old row where that has it (replica identity FULL). Not for TRUNCATE.
   */
  Tuple source(int i) {
    Tuple row = Objects.requireNonNull(data, "a TRUNCATE has no values");
    return old != null && !old.keyOnly() && row.kind(i) == Tuple.Kind.UNCHANGED ? old.row() : row;
  }

  boolean oldIsKey() {
    return old != null && old.keyOnly();
  }
}
