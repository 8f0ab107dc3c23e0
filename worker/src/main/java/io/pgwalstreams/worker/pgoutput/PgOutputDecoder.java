package io.pgwalstreams.worker.pgoutput;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Begin;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Commit;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Delete;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Insert;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.LogicalMessage;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Origin;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.ReplicaIdentity;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.StreamAbort;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Truncate;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Update;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads pgoutput messages, protocol version 1, values as text (PostgreSQL manual 54.9, Logical
 * Replication Message Formats). A message with a row is valid until the next is read, so that rows
 * make no garbage. One thread.
 */
public final class PgOutputDecoder {
  /** A column of a Relation message: flags, an empty name's zero, type and modifier. */
  private static final int LEAST_COLUMN_BYTES = 1 + 1 + 4 + 4;

  private final MessageReader in = new MessageReader();
  private final Tuple row = new Tuple();
  private final Tuple oldRow = new Tuple();
  private final OldTuple oldKey = new OldTuple(true, oldRow);
  private final OldTuple oldWhole = new OldTuple(false, oldRow);
  private final Insert insert = new Insert(0, row);
  private final Update update = new Update(0, null, row);
  private final Delete delete = new Delete(0, oldKey);

  /**
   * Reads the message that is the whole of {@code bytes[from, to)}, of which its rows are views.
   * Throws {@link MalformedMessageException} and nothing else when it is not one; the memory used
   * is bounded by its size.
   */
  public PgOutputMessage decode(byte[] bytes, int from, int to) {
    in.begin(bytes, from, to);
    PgOutputMessage message =
        switch (in.tag()) {
          case 'B' -> new Begin(lsn("commit LSN"), in.int64("commit time"), in.uint32("xid"));
          case 'C' -> commit();
          case 'O' -> new Origin(lsn("commit LSN"), in.string("origin"));
          case 'R' -> relation();
          case 'Y' -> new PgOutputMessage.Type(in.uint32("type"), schema(), in.string("name"));
          case 'I' -> insert();
          case 'U' -> update();
          case 'D' -> delete.become(in.uint32("relation"), old(in.int8("kind of tuple")));
          case 'T' -> truncate();
          case 'M' -> logicalMessage();
          case 'A' -> new StreamAbort(in.uint32("xid"), in.uint32("xid of the subtransaction"));
          default -> throw in.fault("no message of protocol version 1 has this tag");
        };
    in.end();
    return message;
  }

  private Lsn lsn(String field) {
    return new Lsn(in.int64(field));
  }

  /** A schema's name; on the wire pg_catalog is empty. */
  private String schema() {
    String name = in.string("schema");
    return name.isEmpty() ? "pg_catalog" : name;
  }

  private Commit commit() {
    in.flags(0, "flags");
    return new Commit(lsn("commit LSN"), lsn("end LSN"), in.int64("commit time"));
  }

  private Relation relation() {
    long oid = in.uint32("relation");
    String schema = schema();
    String table = in.string("name");
    var identity = replicaIdentity();
    int count = in.count16(LEAST_COLUMN_BYTES, "number of columns");
    var columns = new ArrayList<Column>(count);
    for (int i = 0; i < count; i++) {
      columns.add(
          new Column(
              in.flags(1, "flags of a column") == 1,
              in.string("name of a column"),
              in.uint32("type of a column"),
              in.int32("type modifier")));
    }
    return new Relation(oid, schema, table, identity, columns);
  }

  private ReplicaIdentity replicaIdentity() {
    int code = in.int8("replica identity");
    for (var identity : ReplicaIdentity.values()) {
      if (identity.code() == code) {
        return identity;
      }
    }
    throw in.fault("no replica identity has the code " + code);
  }

  private Insert insert() {
    long relation = in.uint32("relation");
    newTuple(in.int8("kind of tuple"));
    return insert.become(relation);
  }

  private Update update() {
    long relation = in.uint32("relation");
    int kind = in.int8("kind of tuple");
    if (kind == 'N') {
      newTuple(kind);
      return update.become(relation, null);
    }
    var old = old(kind);
    newTuple(in.int8("kind of tuple"));
    return update.become(relation, old);
  }

  private void newTuple(int kind) {
    if (kind != 'N') {
      throw in.fault("a new row was expected");
    }
    tuple(row);
  }

  private OldTuple old(int kind) {
    if (kind != 'K' && kind != 'O') {
      throw in.fault("an old row or key was expected");
    }
    tuple(oldRow);
    return kind == 'K' ? oldKey : oldWhole;
  }

  private void tuple(Tuple to) {
    to.begin(in.array(), in.count16(1, "number of values"));
    for (int i = 0; i < to.size(); i++) {
      value(to);
    }
  }

  private void value(Tuple values) {
    int kind = in.int8("kind of value");
    switch (kind) {
      case 'n' -> values.nothing();
      case 'u' -> values.unchanged();
      case 't' -> {
        int length = in.length("value");
        values.text(in.arrayPosition(), in.arrayPosition() + length);
        in.skip(length);
      }
      default -> throw in.fault("no value in text form has the kind " + kind);
    }
  }

  private Truncate truncate() {
    int count = in.int32("number of relations");
    int flags = in.flags(3, "flags");
    if (count < 0 || in.remaining() != count * 4L) {
      throw in.fault(count + " relations in " + in.remaining() + " bytes");
    }
    List<Long> relations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      relations.add(in.uint32("relation"));
    }
    return new Truncate(relations, (flags & 1) != 0, (flags & 2) != 0);
  }

  private LogicalMessage logicalMessage() {
    boolean transactional = in.flags(1, "flags") == 1;
    return new LogicalMessage(transactional, lsn("LSN"), in.string("prefix"), in.bytes("content"));
  }
}
