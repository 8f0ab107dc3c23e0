package io.pgwalstreams.database;

import java.util.Set;

/**
 * What the catalog says of a table that is to be published.
 *
 * @param kind {@code pg_class.relkind}: r table, p partitioned table, v view, …
 * @param persistence p permanent, u unlogged, t temporary
 * @param identity {@code relreplident}: d default, n nothing, f full, i index
 * @param identityColumns the columns of the replica identity; empty when there is none
 * @param owned true when the current role owns it
 */
record TableFacts(
    String schema,
    String name,
    char kind,
    char persistence,
    char identity,
    Set<String> identityColumns,
    Set<String> columns,
    boolean owned) {

  TableFacts {
    identityColumns = Set.copyOf(identityColumns);
    columns = Set.copyOf(columns);
  }

  String display() {
    return schema + "." + name;
  }

  boolean hasIdentity() {
    return identity == 'f' || !identityColumns.isEmpty();
  }
}
