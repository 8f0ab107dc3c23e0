package io.pgwalstreams.worker.change;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which changes and columns are wanted, of those that the publication sends. Decides once per
 * {@link Relation} instance and remembers it; used by one thread.
 */
public final class TableFilter {
  private record TableRule(NamePattern table, Set<Operation> operations) {}

  private record Decision(Relation relation, Set<Operation> operations) {}

  private final List<TableRule> tables;
  private final List<NamePattern> excluded;
  private final List<PrefixPattern> prefixes;
  private final Map<Long, Decision> decisions = new HashMap<>();

  private TableFilter(
      List<TableRule> tables, List<NamePattern> excluded, List<PrefixPattern> prefixes) {
    this.tables = List.copyOf(tables);
    this.excluded = List.copyOf(excluded);
    this.prefixes = List.copyOf(prefixes);
  }

  /**
   * The filter of a document. Throws FailureException (InvalidSpec) when something in it cannot be
   * understood.
   *
   * @param tables {@code filter.tables}: a {@link NamePattern} to operations. A pattern of one name
   *     is a table in any schema, of two a schema and a table. A change is wanted when any pattern
   *     that matches its table has its operation. Empty: everything is wanted
   * @param excludeColumns {@code filter.excludeColumns}: patterns of table and column, or of
   *     schema, table and column
   * @param messagePrefixes {@code messages.prefixes}: a prefix, in which {@code *} stands for any
   *     characters. Empty: no logical message is wanted
   */
  public static TableFilter of(
      Map<String, List<String>> tables, List<String> excludeColumns, List<String> messagePrefixes) {
    var rules = new ArrayList<TableRule>();
    tables.forEach(
        (pattern, operations) ->
            rules.add(
                new TableRule(
                    parse("filter.tables", pattern, 1, 2), operations(pattern, operations))));
    var excluded = new ArrayList<NamePattern>();
    for (String column : excludeColumns) {
      excluded.add(parse("filter.excludeColumns", column, 2, 3));
    }
    return new TableFilter(
        rules, excluded, messagePrefixes.stream().map(PrefixPattern::new).toList());
  }

  private static NamePattern parse(String field, String text, int least, int most) {
    String form = most == 2 ? "table or schema.table" : "table.column or schema.table.column";
    try {
      var pattern = NamePattern.parse(text);
      if (pattern.size() >= least && pattern.size() <= most) {
        return pattern;
      }
      throw invalid(field + " has '" + text + "', of " + pattern.size() + " names", form);
    } catch (IllegalArgumentException e) {
      throw invalid(field + " has '" + text + "': " + e.getMessage(), form);
    }
  }

  private static FailureException invalid(String message, String form) {
    return Reason.InvalidSpec.because(
            message,
            "write "
                + form
                + ", with * for any characters; put a name that has a dot or an asterisk of its own"
                + " in double quotes")
        .asException();
  }

  private static Set<Operation> operations(String pattern, List<String> names) {
    var operations = EnumSet.noneOf(Operation.class);
    for (String name : names) {
      try {
        operations.add(Operation.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw Reason.InvalidSpec.because(
                "filter.tables has the operation '" + name + "' for '" + pattern + "'",
                "write insert, update, delete or truncate")
            .asException();
      }
    }
    return operations;
  }

  /** Whether a change is to be published. */
  public boolean wants(Change change) {
    return switch (change) {
      case Change.Inserted c -> wants(c.relation(), Operation.INSERT);
      case Change.Updated c -> wants(c.relation(), Operation.UPDATE);
      case Change.Deleted c -> wants(c.relation(), Operation.DELETE);
      case Change.Truncated c -> wants(c.relation(), Operation.TRUNCATE);
      case Change.Message c -> prefixes.stream().anyMatch(p -> p.matches(c.prefix()));
    };
  }

  private boolean wants(Relation relation, Operation operation) {
    if (tables.isEmpty()) {
      return true;
    }
    var decision = decisions.get(relation.oid());
    if (decision == null || !isSame(decision.relation, relation)) {
      decision = new Decision(relation, decide(relation));
      decisions.put(relation.oid(), decision);
    }
    return decision.operations.contains(operation);
  }

  @SuppressWarnings("ReferenceEquality") // a description sent anew is a new instance, always
  private static boolean isSame(Relation a, Relation b) {
    return a == b;
  }

  private Set<Operation> decide(Relation relation) {
    var wanted = EnumSet.noneOf(Operation.class);
    for (var rule : tables) {
      if (rule.table.matchesEndOf(relation.schema(), relation.table())) {
        wanted.addAll(rule.operations);
      }
    }
    return wanted;
  }

  /** The names of the columns that must not appear. Not remembered: ask once per relation. */
  public Set<String> excludedColumns(Relation relation) {
    var names = new HashSet<String>();
    for (Column column : relation.columns()) {
      for (var pattern : excluded) {
        if (pattern.matchesEndOf(relation.schema(), relation.table(), column.name())) {
          names.add(column.name());
        }
      }
    }
    return names;
  }
}
