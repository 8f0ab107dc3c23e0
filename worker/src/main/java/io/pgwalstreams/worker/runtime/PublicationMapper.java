package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.database.PublicationDefinition;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** From the document's publication to the database's. Pure. */
final class PublicationMapper {
  private PublicationMapper() {}

  static PublicationDefinition of(String name, PublicationSpec.Managed m) {
    return new PublicationDefinition(
        name,
        m.tables() == null ? List.of() : m.tables().stream().map(PublicationMapper::table).toList(),
        m.schemas() == null ? List.of() : m.schemas(),
        Boolean.TRUE.equals(m.allTables()),
        m.operations().stream()
            .map(o -> o.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()),
        m.viaPartitionRoot());
  }

  private static PublicationDefinition.Table table(PublicationSpec.Table t) {
    return new PublicationDefinition.Table(
        t.schema(), t.name(), t.columns() == null ? List.of() : t.columns(), t.where());
  }
}
