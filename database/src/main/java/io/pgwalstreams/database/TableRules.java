package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * May this table be published so? The most important question is whether the publication would make
 * PostgreSQL refuse the application's own UPDATE and DELETE (PostgreSQL manual 29.1.1, 29.4, 29.5).
 * Pure.
 */
final class TableRules {
  private TableRules() {}

  static Optional<Failure> first(
      PublicationDefinition definition, PublicationDefinition.Table wanted, TableFacts is) {
    return kind(is)
        .or(() -> columns(wanted, is))
        .or(() -> expression(wanted, is))
        .or(() -> definition.needsIdentity() ? identity(wanted, is) : Optional.empty());
  }

  private static Optional<Failure> kind(TableFacts is) {
    String what =
        switch (is.kind()) {
          case 'r', 'p' -> is.persistence() == 'p' ? "" : persistence(is.persistence());
          case 'v' -> "a view";
          case 'm' -> "a materialized view";
          case 'f' -> "a foreign table";
          default -> "no table";
        };
    if (what.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Reason.TableUnsupported.because(
            is.display() + " is " + what, "name a permanent table, or leave it out"));
  }

  private static String persistence(char letter) {
    return letter == 'u' ? "unlogged" : "temporary";
  }

  private static Optional<Failure> columns(PublicationDefinition.Table wanted, TableFacts is) {
    var missing = new TreeSet<>(wanted.columns());
    missing.removeAll(is.columns());
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Reason.TableMissing.because(
            is.display() + " has no column " + String.join(", ", missing),
            "correct publication.managed.tables, or add the column"));
  }

  private static Optional<Failure> expression(PublicationDefinition.Table wanted, TableFacts is) {
    return Optional.ofNullable(wanted.where())
        .flatMap(RowFilter::flaw)
        .map(
            flaw ->
                Reason.RowFilterInvalid.because(
                    "the row filter of " + is.display() + " " + flaw,
                    "write one boolean expression in where, as for CREATE PUBLICATION … WHERE"));
  }

  private static Optional<Failure> identity(PublicationDefinition.Table wanted, TableFacts is) {
    if (!is.hasIdentity()) {
      return Optional.of(
          insufficient(
              is,
              "has no replica identity",
              "give it a primary key, or: ALTER TABLE "
                  + SqlIdentifier.quote(is.schema(), is.name())
                  + " REPLICA IDENTITY FULL; or publish inserts only"));
    }
    Set<String> identity = is.identity() == 'f' ? is.columns() : is.identityColumns();
    if (!wanted.columns().isEmpty()) {
      var left = new TreeSet<>(identity);
      left.removeAll(wanted.columns());
      if (!left.isEmpty()) {
        return Optional.of(
            insufficient(
                is,
                "is published without column "
                    + String.join(", ", left)
                    + " of its replica identity",
                "add it to the columns of the table, or publish inserts only"));
      }
    }
    return filter(wanted, is, identity);
  }

  /**
   * A row filter may only read columns of the replica identity. Names are looked for in the text:
   * one that is no column there cannot be read by it.
   */
  private static Optional<Failure> filter(
      PublicationDefinition.Table wanted, TableFacts is, Set<String> identity) {
    String where = wanted.where();
    if (where == null || is.identity() == 'f') {
      return Optional.empty();
    }
    var outside = new TreeSet<String>();
    Set<String> words = new HashSet<>(words(where));
    for (String column : is.columns()) {
      if (words.contains(column) && !identity.contains(column)) {
        outside.add(column);
      }
    }
    if (outside.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        insufficient(
            is,
            "has a row filter on column "
                + String.join(", ", outside)
                + ", which is not in its replica identity",
            "ALTER TABLE "
                + SqlIdentifier.quote(is.schema(), is.name())
                + " REPLICA IDENTITY FULL, or filter by the key, or publish inserts only"));
  }

  private static List<String> words(String expression) {
    String withoutTexts = expression.replaceAll("'([^']|'')*'", " ");
    var words = new ArrayList<String>();
    var quoted = java.util.regex.Pattern.compile("\"((?:[^\"]|\"\")+)\"").matcher(withoutTexts);
    while (quoted.find()) {
      words.add(quoted.group(1).replace("\"\"", "\""));
    }
    for (String word : quoted.replaceAll(" ").split("[^\\p{L}\\p{N}_$]+", -1)) {
      words.add(word.toLowerCase(java.util.Locale.ROOT));
    }
    return words;
  }

  private static Failure insufficient(TableFacts is, String what, String remedy) {
    return Reason.ReplicaIdentityInsufficient.because(
        is.display() + " " + what + ": PostgreSQL would refuse the application's UPDATE and DELETE",
        remedy);
  }
}
