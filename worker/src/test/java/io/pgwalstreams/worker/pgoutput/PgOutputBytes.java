package io.pgwalstreams.worker.pgoutput;

import io.pgwalstreams.database.Lsn;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes messages as pgoutput does: the decoder's opposite. */
public final class PgOutputBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private PgOutputBytes() {}

  /** The payload that {@code message} is read from. */
  public static byte[] of(PgOutputMessage message) {
    var writer = new PgOutputBytes();
    try {
      writer.write(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.bytes.toByteArray();
  }

  private void write(PgOutputMessage message) throws IOException {
    switch (message) {
      case PgOutputMessage.Begin m -> {
        out.write('B');
        lsn(m.commitLsn());
        out.writeLong(m.commitMicros());
        out.writeInt((int) m.xid());
      }
      case PgOutputMessage.Commit m -> {
        out.write('C');
        out.write(0);
        lsn(m.commitLsn());
        lsn(m.endLsn());
        out.writeLong(m.commitMicros());
      }
      case PgOutputMessage.Origin m -> {
        out.write('O');
        lsn(m.commitLsn());
        string(m.name());
      }
      case PgOutputMessage.Relation m -> relation(m);
      case PgOutputMessage.Type m -> {
        out.write('Y');
        out.writeInt((int) m.oid());
        schema(m.schema());
        string(m.name());
      }
      case PgOutputMessage.Insert m -> {
        out.write('I');
        out.writeInt((int) m.relation());
        tuple('N', m.row());
      }
      case PgOutputMessage.Update m -> update(m);
      case PgOutputMessage.Delete m -> {
        out.write('D');
        out.writeInt((int) m.relation());
        old(m.old());
      }
      case PgOutputMessage.Truncate m -> truncate(m);
      case PgOutputMessage.LogicalMessage m -> {
        out.write('M');
        out.write(m.transactional() ? 1 : 0);
        lsn(m.lsn());
        string(m.prefix());
        bytes(m.content());
      }
      case PgOutputMessage.StreamAbort m -> {
        out.write('A');
        out.writeInt((int) m.xid());
        out.writeInt((int) m.subXid());
      }
    }
  }

  private void relation(PgOutputMessage.Relation m) throws IOException {
    out.write('R');
    out.writeInt((int) m.oid());
    schema(m.schema());
    string(m.table());
    out.write(m.replicaIdentity().code());
    out.writeShort(m.columns().size());
    for (var column : m.columns()) {
      out.write(column.key() ? 1 : 0);
      string(column.name());
      out.writeInt((int) column.typeOid());
      out.writeInt(column.typeModifier());
    }
  }

  private void update(PgOutputMessage.Update m) throws IOException {
    out.write('U');
    out.writeInt((int) m.relation());
    if (m.old() != null) {
      old(m.old());
    }
    tuple('N', m.row());
  }

  private void truncate(PgOutputMessage.Truncate m) throws IOException {
    out.write('T');
    out.writeInt(m.relations().size());
    out.write((m.cascade() ? 1 : 0) | (m.restartIdentity() ? 2 : 0));
    for (long oid : m.relations()) {
      out.writeInt((int) oid);
    }
  }

  private void old(PgOutputMessage.OldTuple old) throws IOException {
    tuple(old.keyOnly() ? 'K' : 'O', old.row());
  }

  private void tuple(char kind, Tuple row) throws IOException {
    out.write(kind);
    out.writeShort(row.size());
    for (int i = 0; i < row.size(); i++) {
      switch (row.kind(i)) {
        case NULL -> out.write('n');
        case UNCHANGED -> out.write('u');
        case TEXT -> {
          out.write('t');
          bytes(Arrays.copyOfRange(row.bytes(), row.from(i), row.to(i)));
        }
      }
    }
  }

  private void lsn(Lsn lsn) throws IOException {
    out.writeLong(lsn.value());
  }

  private void schema(String name) throws IOException {
    string(name.equals("pg_catalog") ? "" : name);
  }

  private void string(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.write(0);
  }

  private void bytes(byte[] content) throws IOException {
    out.writeInt(content.length);
    out.write(content);
  }
}
