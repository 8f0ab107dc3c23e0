package io.pgwalstreams.worker.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Slot, publication and filter of Debezium's PostgreSQL connector. */
final class DebeziumSource {
  private static final String SOURCE = "debezium.source.";
  private static final String TABLES = SOURCE + "table.include.list";
  private static final String SCHEMAS = SOURCE + "schema.include.list";
  private static final String ALL = "*";

  private final Settings settings;
  private final Notes notes;
  private final Wishes wishes;
  private final boolean pgoutput;
  private final List<String> operations;
  private final List<String> tables;

  DebeziumSource(Settings settings, Notes notes, Wishes wishes) {
    this.settings = settings;
    this.notes = notes;
    this.wishes = wishes;
    this.pgoutput = is("plugin.name", "pgoutput");
    this.operations = operations();
    this.tables = tables();
    snapshot();
  }

  private boolean is(String key, String value) {
    return settings.text(SOURCE + key).filter(value::equalsIgnoreCase).isPresent();
  }

  /** Debezium leaves out TRUNCATE unless it is told otherwise. */
  private List<String> operations() {
    List<String> skipped =
        List.of(settings.text(SOURCE + "skipped.operations").orElse("t").split("\\s*,\\s*", -1));
    var left = new LinkedHashMap<String, String>();
    left.put("c", "insert");
    left.put("u", "update");
    left.put("d", "delete");
    left.put("t", "truncate");
    left.keySet().removeAll(skipped);
    return List.copyOf(left.values());
  }

  /** The patterns of the tables that are wanted; empty: all. */
  private List<String> tables() {
    if (settings.find(TABLES).isPresent()) {
      return patterns(TABLES, 2);
    }
    return patterns(SCHEMAS, 1).stream().map(s -> s.equals(ALL) ? ALL : s + ".*").toList();
  }

  private List<String> patterns(String key, int parts) {
    Optional<String> list = settings.text(key);
    if (list.isEmpty()) {
      return List.of();
    }
    var all = new ArrayList<String>();
    for (String regex : list.get().split(",", -1)) {
      NameRegex.patterns(regex, parts)
          .ifPresentOrElse(
              all::addAll,
              () ->
                  notes.decide(
                      key,
                      "'" + regex.strip() + "' says more than a pattern can say, and is left out"));
    }
    return List.copyOf(all);
  }

  private boolean isNamed() {
    return !tables.isEmpty() && tables.stream().allMatch(NameRegex::isPlain);
  }

  Draft.Source source() {
    return new Draft.Source(publication(), slot());
  }

  private Draft.Slot slot() {
    String theirs = settings.text(SOURCE + "slot.name").orElse("debezium");
    if (wishes.takeOver()) {
      refuseALostSlot(theirs);
      return new Draft.Slot.Existing(theirs);
    }
    notes.decide(
        SOURCE + "slot.name",
        "a new slot is made, and changes are published from then on; when Debezium Server is stopped"
            + " for good: select pg_drop_replication_slot('"
            + theirs.replace("'", "''")
            + "')");
    return new Draft.Slot.Own(is("slot.failover", "false") ? Boolean.FALSE : null);
  }

  private void refuseALostSlot(String slot) {
    if (!pgoutput) {
      throw DebeziumServer.refused(
          "the slot '"
              + slot
              + "' is of another plugin: debezium.source.plugin.name is not pgoutput",
          "convert without --take-over, for a slot of its own");
    }
    if (is("slot.drop.on.stop", "true")) {
      throw DebeziumServer.refused(
          "Debezium Server drops the slot '" + slot + "' when it is stopped (slot.drop.on.stop)",
          "set that to false and restart Debezium Server first, or convert without --take-over");
    }
  }

  private Draft.Publication publication() {
    String theirs = settings.text(SOURCE + "publication.name").orElse("dbz_publication");
    if (!wishes.takeOver() && isNamed()) {
      return new Draft.Publication.Named(
          tables.stream().map(DebeziumSource::table).toList(), operations, viaRoot());
    }
    if (pgoutput) {
      if (!wishes.takeOver()) {
        notes.decide(
            SOURCE + "publication.name",
            "Debezium's publication is read from, since the tables are not all named: keep it, or"
                + " name them in spec.publication.managed.tables");
      }
      return new Draft.Publication.Existing(theirs);
    }
    notes.decide(
        settings.find(TABLES).isPresent() ? TABLES : SCHEMAS,
        "a publication of all tables needs a superuser: rather name them in"
            + " spec.publication.managed.tables");
    return new Draft.Publication.All(viaRoot());
  }

  private @Nullable Boolean viaRoot() {
    return is("publish.via.partition.root", "true") ? null : Boolean.FALSE;
  }

  private static Draft.Table table(String pattern) {
    int dot = pattern.indexOf('.');
    return new Draft.Table(pattern.substring(0, dot), pattern.substring(dot + 1));
  }

  /** What the publication does not say already. */
  Draft.Filter filter() {
    Map<String, List<String>> wanted = new LinkedHashMap<>();
    if (wishes.takeOver() || !isNamed()) {
      for (String pattern : tables.isEmpty() ? List.of(ALL) : tables) {
        wanted.put(pattern, operations);
      }
    }
    boolean everything = wanted.keySet().equals(java.util.Set.of(ALL)) && operations.size() == 4;
    return new Draft.Filter(
        everything ? Map.of() : wanted, patterns(SOURCE + "column.exclude.list", 3), messages());
  }

  private List<String> messages() {
    String include = SOURCE + "message.prefix.include.list";
    if (settings.find(include).isPresent()) {
      return patterns(include, 0);
    }
    if (!pgoutput || settings.find(SOURCE + "message.prefix.exclude.list").isPresent()) {
      return List.of();
    }
    notes.decide(
        include,
        "without it Debezium sends every logical message, and so does this: remove spec.messages if"
            + " nothing calls pg_logical_emit_message");
    return List.of(ALL);
  }

  private void snapshot() {
    String mode = settings.text(SOURCE + "snapshot.mode").orElse("initial");
    if (!List.of("never", "no_data").contains(mode)) {
      notes.decide(
          SOURCE + "snapshot.mode",
          "there is no snapshot: what is in the tables already is not published; what Debezium has"
              + " published stays in its stream");
    }
  }
}
