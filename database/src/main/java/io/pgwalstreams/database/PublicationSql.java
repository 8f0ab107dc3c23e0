package io.pgwalstreams.database;

import io.pgwalstreams.api.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
        comment(d.name(), claim.toComment()));
  }

  /** Notes what the row filters were asked for as, and what PostgreSQL made of them. */
  static String noteFilters(PublicationDefinition d, PublicationState made, Claim claim) {
    Claim.Note note = Claim.Note.of(made.comment());
    return comment(d.name(), claim.toComment(note.withFilters(digest(d.tables(), made.tables()))));
  }

  /** Notes whose the publication is, and which slot is the claim's; keeps what else is noted. */
  static String claim(PublicationState is, Claim claim, Optional<String> slot) {
    return comment(is.name(), claim.toComment(Claim.Note.of(is.comment()).withSlot(slot)));
  }

  private static String comment(String publication, String text) {
    return "COMMENT ON PUBLICATION "
        + SqlIdentifier.quote(publication)
        + " IS "
        + SqlIdentifier.literal(text);
  }

  /** True when the publication is to be altered. */
  public static boolean differs(PublicationDefinition d, PublicationState is) {
    return !alter(d, is).isEmpty();
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
   * True when the tables, columns and filters are those. PostgreSQL prints a filter in its own
   * words, so filters are the same when both texts are those that were noted together.
   */
  private static boolean sameContent(PublicationDefinition d, PublicationState is) {
    return is.allTables() == d.allTables()
        && is.schemas().equals(Set.copyOf(d.schemas()))
        && keys(is.tables()).equals(keys(d.tables()))
        && (!d.filtersRows()
            || Claim.Note.of(is.comment())
                .filters()
                .equals(Optional.of(digest(d.tables(), is.tables()))));
  }

  private static Set<String> keys(List<PublicationDefinition.Table> tables) {
    return tables.stream().map(PublicationSql::key).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String key(PublicationDefinition.Table t) {
    return SqlIdentifier.quote(t.schema(), t.name())
        + new TreeSet<>(t.columns())
        + (t.where() == null ? "" : " filtered");
  }

  private static String digest(
      List<PublicationDefinition.Table> asked, List<PublicationDefinition.Table> made) {
    var sha = Digests.sha256();
    for (List<PublicationDefinition.Table> tables : List.of(asked, made)) {
      tables.stream()
          .map(t -> t.display() + '\0' + t.where() + '\0')
          .sorted()
          .forEach(t -> sha.update(t.getBytes(StandardCharsets.UTF_8)));
    }
    return HexFormat.of().formatHex(sha.digest(), 0, 8);
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
