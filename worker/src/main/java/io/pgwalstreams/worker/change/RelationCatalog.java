package io.pgwalstreams.worker.change;

import io.pgwalstreams.worker.pgoutput.BuiltInType;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables and types that one connection was told of. A column's type that is not built in is
 * replaced, as far as the protocol tells, by the built-in type that its text form is that of:
 *
 * <ul>
 *   <li>a domain by its base type: for a domain pgoutput's Type message has the domain's OID and
 *       the <em>base type's</em> name (PostgreSQL source, {@code logicalrep_write_typ});
 *   <li>an array, known by the underscore that PostgreSQL puts before its element's name, by {@code
 *       text[]}.
 * </ul>
 *
 * Types are sent before the table that uses them, as they were when the transaction ran, so a
 * change that is read again is resolved alike, whatever became of its types since. Used by one
 * thread.
 */
final class RelationCatalog {
  private static final String CATALOG = "pg_catalog";

  /** PostGIS: their arrays have a colon between the elements. */
  private static final Set<String> OTHER_DELIMITER = Set.of("_geometry", "_geography");

  private final Map<Long, Relation> relations = new HashMap<>();
  private @Nullable Relation last;
  private final Map<Long, Long> builtIn = new HashMap<>();

  void learn(PgOutputMessage.Type type) {
    Long oid = resolve(type);
    if (oid == null) {
      builtIn.remove(type.oid());
    } else {
      builtIn.put(type.oid(), oid);
    }
  }

  private static @Nullable Long resolve(PgOutputMessage.Type type) {
    String name = type.name();
    if (type.schema().equals(CATALOG)) {
      return BuiltInType.oidOfName(name);
    }
    return name.startsWith("_") && !OTHER_DELIMITER.contains(name)
        ? Long.valueOf(BuiltInType.TEXT.arrayOid())
        : null;
  }

  void learn(Relation relation) {
    last = null;
    relations.put(
        relation.oid(),
        new Relation(
            relation.oid(),
            relation.schema(),
            relation.table(),
            relation.replicaIdentity(),
            relation.columns().stream().map(this::resolved).toList()));
  }

  private Column resolved(Column column) {
    Long oid = builtIn.get(column.typeOid());
    return oid == null
        ? column
        : new Column(column.key(), column.name(), oid, column.typeModifier());
  }

  /** The table's present shape; the same instance until it is sent anew. Null when unknown. */
  @Nullable Relation find(long oid) {
    Relation found = last;
    if (found == null || found.oid() != oid) {
      found = relations.get(oid);
      last = found;
    }
    return found;
  }
}
