package io.pgwalstreams.worker.convert;

import static io.pgwalstreams.worker.convert.KeyRule.needless;
import static io.pgwalstreams.worker.convert.KeyRule.taken;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What wal-listener and the Go service of 2022, which came from it, have in common. */
final class GoConfig {
  private static final List<String> OPERATIONS = List.of("insert", "update", "delete", "truncate");
  private static final DatabaseKeys DATABASE =
      new DatabaseKeys("database.host", "database.port", "database.name", "database.user");

  private static final List<KeyRule> COMMON =
      List.of(
          taken(
              "listener.slotName", "`spec.slot.existing.name` with `--take-over`; else a new slot"),
          needless("listener.ackTimeout", "nothing reads it"),
          needless("listener.refreshConnection", "a lost connection is noticed by itself"),
          needless("listener.heartbeatInterval", "PostgreSQL is answered every second"),
          taken("logger.level", "`spec.worker.logLevel`"),
          taken("database.host", "`spec.database.host`"),
          taken("database.port", "`spec.database.port`"),
          taken("database.name", "`spec.database.name`, `metadata.name`"),
          taken("database.user", "the Secret of `spec.database.credentials`"),
          taken("database.password", "the same Secret; the password itself is never written"),
          needless("database.debug", "nothing reads it"));

  private final Settings settings;
  private final Notes notes;
  private final Wishes wishes;

  GoConfig(Settings settings, Notes notes, Wishes wishes) {
    this.settings = settings;
    this.notes = notes;
    this.wishes = wishes;
  }

  /** The rules of both, and those of one. */
  static List<KeyRule> rules(KeyRule... more) {
    return Stream.concat(COMMON.stream(), Stream.of(more)).toList();
  }

  Draft.Identity identity() {
    return DATABASE.identity(settings, wishes);
  }

  Draft.Database database(Draft.@Nullable Tls tls) {
    return DATABASE.read(settings, notes, tls);
  }

  /** The tables below a key, which ends in a dot; a name matches in any schema, as it did there. */
  Draft.Filter filter(String prefix) {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    for (Setting table : settings.below(prefix)) {
      String name = table.key().substring(prefix.length());
      List<String> operations = operations(table);
      if (operations.isEmpty()) {
        notes.decide(
            table.key(), "no operation is named, so nothing of it was published: left out");
      } else {
        tables.put(Names.literal(name), operations);
      }
    }
    return new Draft.Filter(tables, List.of(), List.of());
  }

  private List<String> operations(Setting table) {
    var operations = new ArrayList<String>();
    for (String value : table.values()) {
      String operation = value.strip().toLowerCase(Locale.ROOT);
      if (OPERATIONS.contains(operation)) {
        operations.add(operation);
      } else if (!operation.isEmpty()) {
        notes.decide(table.key(), "one of its operations is not known, and left out");
      }
    }
    return operations;
  }

  /** A publication of the filter's tables. */
  Draft.Publication named(Draft.Filter filter, String key) {
    List<Draft.Table> tables =
        settings.below(key + ".").stream()
            .map(s -> s.key().substring(key.length() + 1))
            .filter(name -> filter.tables().containsKey(Names.literal(name)))
            .map(name -> new Draft.Table("public", name))
            .toList();
    List<String> operations =
        OPERATIONS.stream()
            .filter(o -> filter.tables().values().stream().anyMatch(t -> t.contains(o)))
            .toList();
    notes.decide(
        key,
        "a name there is a table of any schema, and a publication needs the schema: 'public' is"
            + " taken");
    return new Draft.Publication.Named(tables, operations, null);
  }

  /** A slot of its own, or the one that the other program leaves. */
  Draft.Slot slot(String theirs) {
    if (wishes.takeOver()) {
      return new Draft.Slot.Existing(theirs);
    }
    notes.decide(
        "listener.slotName",
        "a new slot is made, and changes are published from then on; when the other program is"
            + " stopped for good: select pg_drop_replication_slot('"
            + theirs.replace("'", "''")
            + "')");
    return new Draft.Slot.Own(null);
  }

  @Nullable String logLevel() {
    String level = settings.text("logger.level").orElse("info").toLowerCase(Locale.ROOT);
    return switch (level) {
      case "trace", "debug", "error" -> level;
      case "warn", "warning" -> "warn";
      case "fatal", "panic" -> "error";
      default -> null;
    };
  }
}
