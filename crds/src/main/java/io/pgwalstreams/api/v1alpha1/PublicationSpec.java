package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which changes PostgreSQL sends. */
@ValidationRule(
    value = "has(self.managed) != has(self.existing)",
    message = "write exactly one of publication.managed and publication.existing")
public record PublicationSpec(
    @JsonPropertyDescription("A publication that is created and kept as described here.")
        @Nullable Managed managed,
    @JsonPropertyDescription("A publication that exists; it is never altered or dropped.")
        @Nullable Existing existing) {

  /** A publication of ours. */
  @ValidationRule(
      value =
          "(has(self.tables) ? 1 : 0) + (has(self.schemas) ? 1 : 0) + (has(self.allTables) && self.allTables ? 1 : 0) == 1",
      message = "write exactly one of tables, schemas and allTables: true")
  public record Managed(
      @JsonPropertyDescription("Name; fixed once bound. Default: ws_NAMESPACE_NAME_ and a hash.")
          @Nullable
          @Pattern("^[^\\x00]+$")
          @Size(min = 1, max = 63)
          String name,
      @JsonPropertyDescription("Tables, each with its columns and row filter.")
          @Nullable
          @Size(min = 1, max = 500)
          List<Table> tables,
      @JsonPropertyDescription(
              "All tables of these schemas, future ones included. PostgreSQL 15 or newer, superuser.")
          @Nullable
          @Size(min = 1, max = 100)
          List<@Pattern("^[^\\x00]+$") @Size(min = 1, max = 63) String> schemas,
      @JsonPropertyDescription(
              "All tables of the database, future ones included. PostgreSQL demands a superuser.")
          @Nullable Boolean allTables,
      @JsonPropertyDescription("Kinds of changes.")
          @Default("[\"insert\",\"update\",\"delete\",\"truncate\"]")
          @Size(min = 1, max = 4)
          List<Operation> operations,
      @JsonPropertyDescription(
              "True: changes of partitions are published as changes of their root table.")
          @Default("true")
          Boolean viaPartitionRoot,
      @JsonPropertyDescription("Whether the publication is dropped with the WalStream.")
          @Default("Delete")
          DeletionPolicy deletionPolicy) {

    public Managed {
      operations = operations == null ? List.of(Operation.values()) : List.copyOf(operations);
      viaPartitionRoot = viaPartitionRoot == null ? Boolean.TRUE : viaPartitionRoot;
      deletionPolicy = deletionPolicy == null ? DeletionPolicy.Delete : deletionPolicy;
      tables = tables == null ? null : List.copyOf(tables);
      schemas = schemas == null ? null : List.copyOf(schemas);
    }
  }

  /** A table. */
  public record Table(
      @JsonPropertyDescription("Schema; absent: public.")
          @Pattern("^[^\\x00]+$")
          @Size(min = 1, max = 63)
          String schema,
      @JsonPropertyDescription("Name.") @Required @Pattern("^[^\\x00]+$") @Size(min = 1, max = 63)
          String name,
      @JsonPropertyDescription(
              "Columns; absent: all. They must contain the replica identity when updates or deletes are published. PostgreSQL 15 or newer.")
          @Nullable
          @Size(min = 1, max = 1600)
          List<@Pattern("^[^\\x00]+$") @Size(min = 1, max = 63) String> columns,
      @JsonPropertyDescription(
              "Row filter: one SQL expression over the row's columns. PostgreSQL 15 or newer.")
          @Nullable
          @Pattern("^[^;]*$")
          @Size(min = 1, max = 4096)
          String where) {

    public Table {
      schema = schema == null ? "public" : schema;
      columns = columns == null ? null : List.copyOf(columns);
    }
  }

  /** Somebody else's publication. */
  public record Existing(
      @JsonPropertyDescription("Its name; fixed once bound.")
          @Required
          @Pattern("^[^\\x00]+$")
          @Size(min = 1, max = 63)
          String name) {}
}
