package io.pgwalstreams.worker.encode;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.pgwalstreams.worker.change.Operation;
import io.pgwalstreams.worker.change.TableFilter;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is the same in every event of a table, worked out once. Immutable. */
final class TableShape {
  /** A column; its values are left out when it is {@code excluded}. */
  record Field(SerializableString name, ValueType type, boolean key, boolean excluded) {}

  /** Where an operation's events go. */
  record Destination(String subject, Event.Label label) {}

  private final Relation relation;
  private final SerializableString schema;
  private final SerializableString table;
  private final List<Field> fields;
  private final Map<Operation, Destination> destinations = new EnumMap<>(Operation.class);

  TableShape(Relation relation, SubjectTemplate subjects, TableFilter filter) {
    this.relation = relation;
    schema = new SerializedString(relation.schema());
    table = new SerializedString(relation.table());
    var excluded = filter.excludedColumns(relation);
    var list = new ArrayList<Field>(relation.columns().size());
    for (var column : relation.columns()) {
      list.add(
          new Field(
              new SerializedString(column.name()),
              ValueType.ofOid(column.typeOid()),
              column.key(),
              excluded.contains(column.name())));
    }
    fields = List.copyOf(list);
    for (var operation : Operation.values()) {
      String action = operation.lowerCase();
      destinations.put(
          operation,
          new Destination(
              subjects.row(relation.schema(), relation.table(), action),
              new Event.Label(relation.schema(), relation.table(), action)));
    }
  }

  @SuppressWarnings("ReferenceEquality") // a description sent anew is a new instance, always
  boolean isOf(Relation other) {
    return relation == other;
  }

  SerializableString schema() {
    return schema;
  }

  SerializableString table() {
    return table;
  }

  List<Field> fields() {
    return fields;
  }

  Destination destination(Operation operation) {
    var destination = destinations.get(operation);
    if (destination == null) {
      throw new IllegalStateException("no destination for " + operation);
    }
    return destination;
  }
}
