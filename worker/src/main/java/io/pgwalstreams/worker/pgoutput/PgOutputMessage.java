package io.pgwalstreams.worker.pgoutput;

import io.pgwalstreams.database.Lsn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of pgoutput, protocol version 1 (PostgreSQL manual 54.9, Logical Replication Message
 * Formats). Timestamps are microseconds since 2000-01-01 UTC, as on the wire; OIDs and xids are
 * unsigned 32-bit numbers in a long.
 */
public sealed interface PgOutputMessage {

  /** {@code B}: a transaction begins. Its commit position is known already. */
  record Begin(Lsn commitLsn, long commitMicros, long xid) implements PgOutputMessage {}

  /** {@code C}: the transaction's end. {@code endLsn} is where the next record starts. */
  record Commit(Lsn commitLsn, Lsn endLsn, long commitMicros) implements PgOutputMessage {}

  /** {@code O}: the transaction was replicated to this server from elsewhere. */
  record Origin(Lsn commitLsn, String name) implements PgOutputMessage {}

  /** {@code R}: a table's present shape; sent before its first row and after each change of it. */
  record Relation(
      long oid, String schema, String table, ReplicaIdentity replicaIdentity, List<Column> columns)
      implements PgOutputMessage {
    public Relation {
      columns = List.copyOf(columns);
    }
  }

  /** {@code Y}: the name of a type that is not built in. */
  record Type(long oid, String schema, String name) implements PgOutputMessage {}

  /** {@code I}. The decoder's is another one once it reads the next message. */
  final class Insert implements PgOutputMessage {
    private long relation;
    private final Tuple row;

    public Insert(long relation, Tuple row) {
      this.relation = relation;
      this.row = row;
    }

    /** From now on it is of this table. */
    Insert become(long itsRelation) {
      relation = itsRelation;
      return this;
    }

    public long relation() {
      return relation;
    }

    public Tuple row() {
      return row;
    }
  }

  /** {@code U}. The decoder's is another one once it reads the next message. */
  final class Update implements PgOutputMessage {
    private long relation;
    private @Nullable OldTuple old;
    private final Tuple row;

    public Update(long relation, @Nullable OldTuple old, Tuple row) {
      this.relation = relation;
      this.old = old;
      this.row = row;
    }

    /** From now on it is of this table and this former row. */
    Update become(long itsRelation, @Nullable OldTuple before) {
      relation = itsRelation;
      old = before;
      return this;
    }

    public long relation() {
      return relation;
    }

    /** There when the replica identity is full or the key changed. */
    public @Nullable OldTuple old() {
      return old;
    }

    public Tuple row() {
      return row;
    }
  }

  /** {@code D}. The decoder's is another one once it reads the next message. */
  final class Delete implements PgOutputMessage {
    private long relation;
    private OldTuple old;

    public Delete(long relation, OldTuple old) {
      this.relation = relation;
      this.old = old;
    }

    /** From now on it is of this table and this row. */
    Delete become(long itsRelation, OldTuple before) {
      relation = itsRelation;
      old = before;
      return this;
    }

    public long relation() {
      return relation;
    }

    public OldTuple old() {
      return old;
    }
  }

  /** {@code T}. */
  record Truncate(List<Long> relations, boolean cascade, boolean restartIdentity)
      implements PgOutputMessage {
    public Truncate {
      relations = List.copyOf(relations);
    }
  }

  /** {@code M}: a logical message; {@code lsn} is the <em>end</em> of its WAL record. */
  record LogicalMessage(boolean transactional, Lsn lsn, String prefix, byte[] content)
      implements PgOutputMessage {}

  /**
   * {@code A}: a part of a streamed transaction was rolled back. It has no place in protocol
   * version 1, and says nothing there; but PostgreSQL 18 sends it all the same in some transactions
   * that rolled back a subtransaction (estuary/connectors#5228), so it must not stop the stream.
   */
  record StreamAbort(long xid, long subXid) implements PgOutputMessage {}

  /** A column of {@link Relation}: {@code key} when it belongs to the replica identity. */
  record Column(boolean key, String name, long typeOid, int typeModifier) {}

  /** A table's replica identity ({@code pg_class.relreplident}). */
  enum ReplicaIdentity {
    DEFAULT('d'),
    NOTHING('n'),
    FULL('f'),
    INDEX('i');

    private final char code;

    ReplicaIdentity(char code) {
      this.code = code;
    }

    /** The letter in the catalog and on the wire. */
    public char code() {
      return code;
    }
  }

  /** What PostgreSQL sent of the row before: {@code K} the key alone, {@code O} the whole row. */
  record OldTuple(boolean keyOnly, Tuple row) {}
}
