package io.pgwalstreams.database;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A publication as the catalog has it.
 *
 * @param tables with row filters as PostgreSQL prints them
 * @param comment empty when there is none
 */
public record PublicationState(
    String name,
    List<PublicationDefinition.Table> tables,
    Set<String> schemas,
    boolean allTables,
    Set<String> operations,
    boolean viaPartitionRoot,
    String comment) {

  public PublicationState {
    tables = List.copyOf(tables);
    schemas = Set.copyOf(schemas);
    operations = Set.copyOf(operations);
  }

  /** Whose it is; empty when nobody of ours made it. */
  public Optional<Claim> claim() {
    return Claim.parse(comment);
  }
}
