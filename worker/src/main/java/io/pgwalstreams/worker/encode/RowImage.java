package io.pgwalstreams.worker.encode;

import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Operation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Tuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Value;
import java.util.List;
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
   * The value of column {@code i} in {@code data}: an unchanged TOAST value is taken from the old
   * row where that has it (replica identity FULL).
   */
  Value value(int i) {
    Value value = data == null ? Value.Unchanged.UNCHANGED : data.values().get(i);
    return value == Value.Unchanged.UNCHANGED && old != null && !old.keyOnly()
        ? old.row().values().get(i)
        : value;
  }

  /** The columns of the old row. */
  List<Value> oldValues() {
    return old == null ? List.of() : old.row().values();
  }

  boolean oldIsKey() {
    return old != null && old.keyOnly();
  }
}
