package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of the publication's changes is published. */
public record FilterSpec(
    @JsonPropertyDescription(
            "Tables and their kinds of changes: 'table' in any schema, 'schema.table', and * for any characters. Absent: every table.")
        @Nullable
        @Size(min = 1, max = 1000)
        Map<String, List<Operation>> tables,
    @JsonPropertyDescription(
            "Columns that no event contains: 'table.column' or 'schema.table.column'.")
        @Nullable
        @Size(max = 1000)
        List<@Size(min = 3, max = 200) String> excludeColumns) {

  public FilterSpec {
    tables = tables == null ? null : Map.copyOf(tables);
    excludeColumns = excludeColumns == null ? null : List.copyOf(excludeColumns);
  }
}
