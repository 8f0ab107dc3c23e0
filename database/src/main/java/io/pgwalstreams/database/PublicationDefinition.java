package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a publication is to contain: tables, or schemas, or everything.
 *
 * @param operations some of insert, update, delete, truncate
 */
public record PublicationDefinition(
    String name,
    List<Table> tables,
    List<String> schemas,
    boolean allTables,
    Set<String> operations,
    boolean viaPartitionRoot) {

  private static final int LONGEST_NAME = 63;

  public PublicationDefinition {
    tables = List.copyOf(tables);
    schemas = List.copyOf(schemas);
    operations = Set.copyOf(operations);
  }

  /** What a document asks for. */
  public static PublicationDefinition of(String name, PublicationSpec.Managed m) {
    return new PublicationDefinition(
        name,
        m.tables() == null ? List.of() : m.tables().stream().map(Table::of).toList(),
        m.schemas() == null ? List.of() : m.schemas(),
        Boolean.TRUE.equals(m.allTables()),
        m.operations().stream()
            .map(o -> o.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()),
        m.viaPartitionRoot());
  }

  /**
   * A table of a publication.
   *
   * @param columns empty: all
   * @param where row filter; null: every row
   */
  public record Table(String schema, String name, List<String> columns, @Nullable String where) {
    public Table {
      columns = List.copyOf(columns);
    }

    private static Table of(PublicationSpec.Table t) {
      return new Table(
          t.schema(), t.name(), t.columns() == null ? List.of() : t.columns(), t.where());
    }

    /** {@code schema.name}, for people. */
    public String display() {
      return schema + "." + name;
    }
  }

  /**
   * A name that PostgreSQL would cut off, so that it would mean something else; the CRD counts
   * characters.
   */
  Optional<Failure> tooLong() {
    return Stream.concat(
            Stream.concat(Stream.of(name), schemas.stream()),
            tables.stream()
                .flatMap(t -> Stream.concat(Stream.of(t.schema(), t.name()), t.columns().stream())))
        .filter(n -> n.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME)
        .findFirst()
        .map(
            n ->
                Reason.InvalidSpec.because(
                    "'" + n + "' has more than " + LONGEST_NAME + " bytes, which no name has",
                    "write the name as PostgreSQL has it"));
  }

  /** True when a table has a row filter. */
  boolean filtersRows() {
    return tables.stream().anyMatch(t -> t.where() != null);
  }

  /** True when updates or deletes are published: PostgreSQL then needs a replica identity. */
  public boolean needsIdentity() {
    return operations.contains("update") || operations.contains("delete");
  }
}
