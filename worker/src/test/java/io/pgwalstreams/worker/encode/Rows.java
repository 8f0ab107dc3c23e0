package io.pgwalstreams.worker.encode;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TableFilter;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.pgoutput.BuiltInType;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.ReplicaIdentity;
import io.pgwalstreams.worker.pgoutput.Tuple;
import io.pgwalstreams.worker.pgoutput.Tuples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Changes to encode: a table {@code public.users (id int4 key, name text, data …)}. */
final class Rows {
  static final String SYSTEM = "7386141903120";
  static final Position POSITION = new Position(Lsn.parse("16/B374D848"), 3);
  static final TransactionId TRANSACTION =
      new TransactionId(POSITION.lsn(), 742, 820_724_645_680_000L);
  static final Relation USERS =
      table(
          "users",
          new Column(true, "id", BuiltInType.INT4.oid(), -1),
          new Column(false, "name", BuiltInType.TEXT.oid(), -1),
          new Column(false, "bio", BuiltInType.TEXT.oid(), -1));

  /** In {@link #row}: an unchanged TOAST value. */
  static final String UNCHANGED = Tuples.UNCHANGED;

  private Rows() {}

  static Relation table(String name, Column... columns) {
    return new Relation(16400, "public", name, ReplicaIdentity.DEFAULT, List.of(columns));
  }

  /** A row of texts; null and {@link #UNCHANGED} stand for what has no text. */
  static Tuple row(String... texts) {
    return Tuples.of(texts);
  }

  static Change inserted(Relation table, String... texts) {
    return new Change.Inserted(POSITION, TRANSACTION, table, row(texts));
  }

  static Change updated(Relation table, OldTuple old, String... texts) {
    return new Change.Updated(POSITION, TRANSACTION, table, old, row(texts));
  }

  static Change deleted(Relation table, OldTuple old) {
    return new Change.Deleted(POSITION, TRANSACTION, table, old);
  }

  static Change message(String prefix, byte[] content) {
    return new Change.Message(POSITION, TRANSACTION, prefix, content);
  }

  static EventEncoder encoder(String... excludeColumns) {
    return new EventEncoder(
        SYSTEM,
        new SubjectTemplate("db"),
        TableFilter.of(Map.of(), List.of(excludeColumns), List.of("*")));
  }

  /** An event of its own. */
  static Event encode(EventEncoder encoder, Change change) {
    return encoder.encode(change, Event.blank());
  }

  static String body(Event event) {
    return new String(event.body().copy(), StandardCharsets.UTF_8);
  }
}
