package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * A position and its transaction in numbers: what is passed with every event is copied, and makes
 * objects only for who asks. One thread.
 */
final class Point {
  private long lsn;
  private long ordinal;
  private boolean ofTransaction;
  private long commitLsn;
  private long xid;
  private long commitMicros;

  void become(Position position, @Nullable TransactionId transaction) {
    lsn = position.lsn().value();
    ordinal = position.ordinal();
    become(transaction);
  }

  /** The position stays. */
  void become(@Nullable TransactionId transaction) {
    ofTransaction = transaction != null;
    if (transaction != null) {
      commitLsn = transaction.commitLsn().value();
      xid = transaction.xid();
      commitMicros = transaction.commitMicros();
    }
  }

  void become(Point other) {
    lsn = other.lsn;
    ordinal = other.ordinal;
    ofTransaction = other.ofTransaction;
    commitLsn = other.commitLsn;
    xid = other.xid;
    commitMicros = other.commitMicros;
  }

  /** Behind every change of a transaction, unless it is further already. */
  void pass(TransactionId transaction) {
    long end = transaction.commitLsn().value();
    int order = Long.compareUnsigned(end, lsn);
    if (order > 0 || (order == 0 && ordinal < Position.WHOLE)) {
      lsn = end;
      ordinal = Position.WHOLE;
      become(transaction);
    }
  }

  Position position() {
    return new Position(new Lsn(lsn), ordinal);
  }

  /** Null when there is none. */
  @Nullable TransactionId transaction() {
    return ofTransaction ? new TransactionId(new Lsn(commitLsn), xid, commitMicros) : null;
  }
}
