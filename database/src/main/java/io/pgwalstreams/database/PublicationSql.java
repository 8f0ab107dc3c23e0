package io.pgwalstreams.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The statements that make a publication what it is to be. Pure. */
public final class PublicationSql {
  private PublicationSql() {}

  /**
   * CREATE and COMMENT; to be run in one transaction, so that there is never one without a claim.
   */
  static List<String> create(PublicationDefinition d, Claim claim) {
    return List.of(
        "CREATE PUBLICATION "
            + SqlIdentifier.quote(d.name())
            + content(d)
            + " WITH ("
            + parameters(d)
            + ")",
        "COMMENT ON PUBLICATION "
            + SqlIdentifier.quote(d.name())
            + " IS "
            + SqlIdentifier.literal(claim.toComment()));
  }

  /** What is to be altered; empty when nothing is. */
  static List<String> alter(PublicationDefinition d, PublicationState is) {
    var statements = new ArrayList<String>();
    String alter = "ALTER PUBLICATION " + SqlIdentifier.quote(d.name());
    if (!sameContent(d, is)) {
      statements.add(alter + " SET" + content(d).substring(" FOR".length()));
    }
    if (!is.operations().equals(d.operations()) || is.viaPartitionRoot() != d.viaPartitionRoot()) {
      statements.add(alter + " SET (" + parameters(d) + ")");
    }
    return statements;
  }

  static String drop(String name) {
    return "DROP PUBLICATION IF EXISTS " + SqlIdentifier.quote(name);
  }

  /**
   * True when the tables, columns and filters are those; filters are compared as they were written
   * in their claim.
   */
  private static boolean sameContent(PublicationDefinition d, PublicationState is) {
    return is.allTables() == d.allTables()
        && is.schemas().equals(Set.copyOf(d.schemas()))
        && keys(is.tables()).equals(keys(d.tables()));
  }

  private static Set<String> keys(List<PublicationDefinition.Table> tables) {
    return tables.stream().map(PublicationSql::key).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String key(PublicationDefinition.Table t) {
    return SqlIdentifier.quote(t.schema(), t.name())
        + new TreeSet<>(t.columns())
        + (t.where() == null ? "" : filter(t.where()));
  }

  /**
   * PostgreSQL prints a filter with its own parentheses and casts: compared without spaces and
   * outer parentheses.
   */
  private static String filter(String where) {
    return where.replaceAll("[\\s()]", "").replaceAll("::[a-z ]+", "");
  }

  private static String content(PublicationDefinition d) {
    if (d.allTables()) {
      return " FOR ALL TABLES";
    }
    if (!d.schemas().isEmpty()) {
      return " FOR TABLES IN SCHEMA "
          + d.schemas().stream().map(SqlIdentifier::quote).collect(Collectors.joining(", "));
    }
    return " FOR TABLE "
        + d.tables().stream().map(PublicationSql::table).collect(Collectors.joining(", "));
  }

  private static String table(PublicationDefinition.Table t) {
    String columns =
        t.columns().isEmpty()
            ? ""
            : t.columns().stream()
                .map(SqlIdentifier::quote)
                .collect(Collectors.joining(", ", " (", ")"));
    String where = t.where() == null ? "" : " WHERE (" + t.where() + ")";
    return SqlIdentifier.quote(t.schema(), t.name()) + columns + where;
  }

  private static String parameters(PublicationDefinition d) {
    return "publish = "
        + SqlIdentifier.literal(String.join(", ", new TreeSet<>(d.operations())))
        + ", publish_via_partition_root = "
        + d.viaPartitionRoot();
  }
}
