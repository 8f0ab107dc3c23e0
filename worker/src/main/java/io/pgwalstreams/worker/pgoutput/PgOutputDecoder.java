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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads pgoutput messages, protocol version 1, values as text (PostgreSQL manual 54.9, Logical
 * Replication Message Formats). Without state; any thread.
 */
public final class PgOutputDecoder {
  /** A column of a Relation message: flags, an empty name's zero, type and modifier. */
  private static final int LEAST_COLUMN_BYTES = 1 + 1 + 4 + 4;

  private PgOutputDecoder() {}

  /**
   * Reads the message that is the whole of {@code payload}, from its position to its limit, without
   * moving them; it must be of an array, of which the rows are views. Throws {@link
   * MalformedMessageException} and nothing else when it is not one; the memory used is bounded by
   * the payload's size.
   */
  public static PgOutputMessage decode(ByteBuffer payload) {
    var in = new MessageReader(payload);
    PgOutputMessage message =
        switch (in.tag()) {
          case 'B' -> new Begin(lsn(in, "commit LSN"), in.int64("commit time"), in.uint32("xid"));
          case 'C' -> commit(in);
          case 'O' -> new Origin(lsn(in, "commit LSN"), in.string("origin"));
          case 'R' -> relation(in);
          case 'Y' -> new PgOutputMessage.Type(in.uint32("type"), schema(in), in.string("name"));
          case 'I' -> insert(in);
          case 'U' -> update(in);
          case 'D' -> new Delete(in.uint32("relation"), old(in, in.int8("kind of tuple")));
          case 'T' -> truncate(in);
          case 'M' -> logicalMessage(in);
          case 'A' -> new StreamAbort(in.uint32("xid"), in.uint32("xid of the subtransaction"));
          default -> throw in.fault("no message of protocol version 1 has this tag");
        };
    in.end();
    return message;
  }

  private static Lsn lsn(MessageReader in, String field) {
    return new Lsn(in.int64(field));
  }

  /** A schema's name; on the wire pg_catalog is empty. */
  private static String schema(MessageReader in) {
    String name = in.string("schema");
    return name.isEmpty() ? "pg_catalog" : name;
  }

  private static Commit commit(MessageReader in) {
    in.flags(0, "flags");
    return new Commit(lsn(in, "commit LSN"), lsn(in, "end LSN"), in.int64("commit time"));
  }

  private static Relation relation(MessageReader in) {
    long oid = in.uint32("relation");
    String schema = schema(in);
    String table = in.string("name");
    var identity = replicaIdentity(in);
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

  private static ReplicaIdentity replicaIdentity(MessageReader in) {
    int code = in.int8("replica identity");
    for (var identity : ReplicaIdentity.values()) {
      if (identity.code() == code) {
        return identity;
      }
    }
    throw in.fault("no replica identity has the code " + code);
  }

  private static Insert insert(MessageReader in) {
    long relation = in.uint32("relation");
    return new Insert(relation, newTuple(in, in.int8("kind of tuple")));
  }

  private static Update update(MessageReader in) {
    long relation = in.uint32("relation");
    int kind = in.int8("kind of tuple");
    if (kind == 'N') {
      return new Update(relation, null, newTuple(in, kind));
    }
    var old = old(in, kind);
    return new Update(relation, old, newTuple(in, in.int8("kind of tuple")));
  }

  private static Tuple newTuple(MessageReader in, int kind) {
    if (kind != 'N') {
      throw in.fault("a new row was expected");
    }
    return tuple(in);
  }

  private static OldTuple old(MessageReader in, int kind) {
    if (kind != 'K' && kind != 'O') {
      throw in.fault("an old row or key was expected");
    }
    return new OldTuple(kind == 'K', tuple(in));
  }

  private static Tuple tuple(MessageReader in) {
    int count = in.count16(1, "number of values");
    var values = new Tuple.Builder(count);
    for (int i = 0; i < count; i++) {
      value(in, values);
    }
    return values.in(in.array());
  }

  private static void value(MessageReader in, Tuple.Builder values) {
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

  private static Truncate truncate(MessageReader in) {
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

  private static LogicalMessage logicalMessage(MessageReader in) {
    boolean transactional = in.flags(1, "flags") == 1;
    return new LogicalMessage(
        transactional, lsn(in, "LSN"), in.string("prefix"), in.bytes("content"));
  }
}
