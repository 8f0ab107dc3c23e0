package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what {@link TableRules} judges. Not thread-safe. */
final class TableChecks {
  private static final String FACTS =
      """
      select n.nspname, c.relname, c.relkind, c.relpersistence, c.relreplident,
             pg_has_role(c.relowner, 'USAGE'),
             coalesce((select array_agg(a.attname::text)
                         from pg_index i
                         join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
                        where i.indrelid = c.oid
                          and case c.relreplident when 'd' then i.indisprimary
                                                  when 'i' then i.indisreplident
                                                  else false end), '{}'),
             coalesce((select array_agg(a.attname::text) from pg_attribute a
                        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '{}')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where\s""";

  private final Connection connection;
  private final int major;

  TableChecks(Connection connection, int major) {
    this.connection = connection;
    this.major = major;
  }

  /** The first table that speaks against the definition, and why. */
  Optional<Failure> first(PublicationDefinition d) throws SQLException {
    Optional<Failure> version = version(d);
    if (version.isPresent()) {
      return version;
    }
    for (PublicationDefinition.Table wanted : d.tables()) {
      List<TableFacts> found =
          facts("n.nspname = ? and c.relname = ?", wanted.schema(), wanted.name());
      if (found.isEmpty()) {
        return Optional.of(
            Reason.TableMissing.because(
                "table " + wanted.display() + " does not exist",
                "create it, or correct publication.managed.tables"));
      }
      Optional<Failure> why = judge(d, wanted, found.getFirst());
      if (why.isPresent()) {
        return why;
      }
    }
    return whole(d);
  }

  private Optional<Failure> version(PublicationDefinition d) {
    boolean newer =
        !d.schemas().isEmpty()
            || d.tables().stream().anyMatch(t -> !t.columns().isEmpty() || t.where() != null);
    if (major >= 15 || !newer) {
      return Optional.empty();
    }
    return Optional.of(
        Reason.ServerUnsupported.because(
            "PostgreSQL "
                + major
                + " knows no column lists, row filters or schemas in publications",
            "upgrade to PostgreSQL 15, or publish whole tables and use spec.filter"));
  }

  private Optional<Failure> judge(
      PublicationDefinition d, PublicationDefinition.Table wanted, TableFacts is)
      throws SQLException {
    Optional<Failure> why = TableRules.first(d, wanted, is);
    if (why.isPresent() || is.kind() != 'p' || !d.needsIdentity()) {
      return why;
    }
    // Each partition's own replica identity counts for its rows.
    for (TableFacts leaf :
        facts(
            "c.relkind = 'r' and c.oid in (select relid from pg_partition_tree(to_regclass(?)) where"
                + " isleaf) and '' = ?",
            SqlIdentifier.quote(is.schema(), is.name()),
            "")) {
      Optional<Failure> leafWhy = TableRules.first(d, wanted, leaf);
      if (leafWhy.isPresent()) {
        return leafWhy;
      }
    }
    return Optional.empty();
  }

  /** Schemas and FOR ALL TABLES take in every table that is there. */
  private Optional<Failure> whole(PublicationDefinition d) throws SQLException {
    if (!d.needsIdentity() || (d.schemas().isEmpty() && !d.allTables())) {
      return Optional.empty();
    }
    String where =
        "c.relkind = 'r' and c.relpersistence = 'p' and n.nspname !~ '^pg_' and n.nspname <>"
            + " 'information_schema' and (? = '{}' or n.nspname = any (?::text[]))";
    String schemas = connection.createArrayOf("text", d.schemas().toArray()).toString();
    for (TableFacts table : facts(where, schemas, schemas)) {
      Optional<Failure> why =
          TableRules.first(
              d,
              new PublicationDefinition.Table(table.schema(), table.name(), List.of(), null),
              table);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  private List<TableFacts> facts(String where, String first, String second) throws SQLException {
    var all = new ArrayList<TableFacts>();
    try (PreparedStatement query = connection.prepareStatement(FACTS + where)) {
      query.setString(1, first);
      query.setString(2, second);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          all.add(
              new TableFacts(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3).charAt(0),
                  row.getString(4).charAt(0),
                  row.getString(5).charAt(0),
                  set(row.getArray(7)),
                  set(row.getArray(8)),
                  row.getBoolean(6)));
        }
      }
    }
    return all;
  }

  private static Set<String> set(Array names) throws SQLException {
    return new HashSet<>(List.of((String[]) names.getArray()));
  }
}
