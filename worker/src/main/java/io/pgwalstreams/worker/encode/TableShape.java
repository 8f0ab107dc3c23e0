package io.pgwalstreams.worker.encode;

import io.pgwalstreams.worker.change.Operation;
import io.pgwalstreams.worker.change.TableFilter;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is the same in every event of a table, worked out once. Immutable. */
final class TableShape {
  /**
   * A column; its values are left out when it is {@code excluded}.
   *
   * @param quoted its name as a JSON string
   */
  record Field(byte[] quoted, ValueType type, boolean key, boolean excluded) {}

  /**
   * Where an operation's events go.
   *
   * @param names what stands in their bodies between id and data
   */
  record Destination(String subject, Event.Label label, byte[] names) {}

  private final Relation relation;
  private final List<Field> fields;
  private final Map<Operation, Destination> destinations = new EnumMap<>(Operation.class);

  TableShape(Relation relation, SubjectTemplate subjects, TableFilter filter) {
    this.relation = relation;
    var excluded = filter.excludedColumns(relation);
    var list = new ArrayList<Field>(relation.columns().size());
    for (var column : relation.columns()) {
      list.add(
          new Field(
              quoted(column.name()),
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
              new Event.Label(relation.schema(), relation.table(), action),
              names(relation, operation)));
    }
  }

  private static byte[] quoted(String name) {
    var json = new JsonBytes();
    json.string(name.getBytes(StandardCharsets.UTF_8));
    return json.copy();
  }

  /** From the end of the id on. */
  private static byte[] names(Relation relation, Operation operation) {
    var json = new JsonBytes();
    json.ascii("\",\"schema\":");
    json.raw(quoted(relation.schema()));
    json.ascii(",\"table\":");
    json.raw(quoted(relation.table()));
    json.ascii(",\"action\":\"" + operation.name() + "\"");
    return json.copy();
  }

  @SuppressWarnings("ReferenceEquality") // a description sent anew is a new instance, always
  boolean isOf(Relation other) {
    return relation == other;
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
