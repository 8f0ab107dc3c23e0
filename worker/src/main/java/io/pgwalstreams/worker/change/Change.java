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

  /** A new row. The cursor's is another one once the next INSERT comes. */
  final class Inserted implements Change {
    private Position position;
    private TransactionId transaction;
    private Relation relation;
    private Tuple row;

    public Inserted(Position position, TransactionId transaction, Relation relation, Tuple row) {
      this.position = position;
      this.transaction = transaction;
      this.relation = relation;
      this.row = row;
    }

    Inserted become(Position at, TransactionId by, Relation table, Tuple itsRow) {
      position = at;
      transaction = by;
      relation = table;
      row = itsRow;
      return this;
    }

    @Override
    public Position position() {
      return position;
    }

    @Override
    public TransactionId transaction() {
      return transaction;
    }

    public Relation relation() {
      return relation;
    }

    public Tuple row() {
      return row;
    }
  }

  /** A row that was there before. The cursor's is another one once the next UPDATE comes. */
  final class Updated implements Change {
    private Position position;
    private TransactionId transaction;
    private Relation relation;
    private @Nullable OldTuple old;
    private Tuple row;

    public Updated(
        Position position,
        TransactionId transaction,
        Relation relation,
        @Nullable OldTuple old,
        Tuple row) {
      this.position = position;
      this.transaction = transaction;
      this.relation = relation;
      this.old = old;
      this.row = row;
    }

    Updated become(
        Position at, TransactionId by, Relation table, @Nullable OldTuple before, Tuple itsRow) {
      position = at;
      transaction = by;
      relation = table;
      old = before;
      row = itsRow;
      return this;
    }

    @Override
    public Position position() {
      return position;
    }

    @Override
    public TransactionId transaction() {
      return transaction;
    }

    public Relation relation() {
      return relation;
    }

    /** As far as it was sent. */
    public @Nullable OldTuple old() {
      return old;
    }

    public Tuple row() {
      return row;
    }
  }

  /** A row that is no more. The cursor's is another one once the next DELETE comes. */
  final class Deleted implements Change {
    private Position position;
    private TransactionId transaction;
    private Relation relation;
    private OldTuple old;

    public Deleted(Position position, TransactionId transaction, Relation relation, OldTuple old) {
      this.position = position;
      this.transaction = transaction;
      this.relation = relation;
      this.old = old;
    }

    Deleted become(Position at, TransactionId by, Relation table, OldTuple before) {
      position = at;
      transaction = by;
      relation = table;
      old = before;
      return this;
    }

    @Override
    public Position position() {
      return position;
    }

    @Override
    public TransactionId transaction() {
      return transaction;
    }

    public Relation relation() {
      return relation;
    }

    public OldTuple old() {
      return old;
    }
  }

  record Truncated(Position position, TransactionId transaction, Relation relation)
      implements Change {}

  record Message(Position position, TransactionId transaction, String prefix, byte[] content)
      implements Change {}
}
