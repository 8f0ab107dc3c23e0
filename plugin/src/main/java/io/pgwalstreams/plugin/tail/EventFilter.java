package io.pgwalstreams.plugin.tail;

import io.pgwalstreams.worker.encode.SubjectTemplate;
import io.pgwalstreams.worker.encode.SubjectToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which events are shown. Immutable.
 *
 * @param prefix of the WalStream's subjects
 * @param tables empty: all of them
 * @param operations insert, update, delete, truncate; empty: all of them
 */
public record EventFilter(String prefix, List<Table> tables, List<String> operations) {
  private static final Set<String> KNOWN = Set.of("insert", "update", "delete", "truncate");
  private static final String ANY = "*";

  public EventFilter {
    tables = List.copyOf(tables);
    operations = List.copyOf(operations);
  }

  /** A table; of any schema where none is given. */
  public record Table(Optional<String> schema, String name) {
    /** {@code users} or {@code public.users}. */
    public static Table parse(String text) {
      int dot = text.indexOf('.');
      return dot < 0
          ? new Table(Optional.empty(), text)
          : new Table(Optional.of(text.substring(0, dot)), text.substring(dot + 1));
    }
  }

  /** In any case; IllegalArgumentException when there is no such operation. */
  public static String operation(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!KNOWN.contains(lower)) {
      throw new IllegalArgumentException(
          "'" + text + "' is no operation: insert, update, delete, truncate");
    }
    return lower;
  }

  /** What the server is to send: no two of them cover each other. */
  public List<String> subjects() {
    if (tables.isEmpty() && operations.isEmpty()) {
      return List.of(new SubjectTemplate(prefix).all());
    }
    var subjects = new ArrayList<String>();
    for (String table : tables.isEmpty() ? List.of(ANY + "." + ANY) : tokens()) {
      for (String operation : operations.isEmpty() ? List.of(ANY) : operations) {
        subjects.add(prefix + "." + table + "." + operation);
      }
    }
    return List.copyOf(subjects);
  }

  private List<String> tokens() {
    return tables.stream()
        .filter(
            t -> t.schema().isEmpty() || !tables.contains(new Table(Optional.empty(), t.name())))
        .distinct()
        .map(
            t ->
                t.schema().map(EventFilter::schema).orElse(ANY)
                    + "."
                    + SubjectToken.encode(t.name()))
        .toList();
  }

  /** As {@link SubjectTemplate} writes it, where one name is written in another way. */
  private static String schema(String name) {
    String row = new SubjectTemplate("x").row(name, "t", "o");
    return row.substring(2, row.length() - ".t.o".length());
  }

  /** Whether a subject is one of those. */
  public boolean matches(String subject) {
    return subjects().stream()
        .anyMatch(pattern -> matches(pattern.split("\\.", -1), subject.split("\\.", -1)));
  }

  private static boolean matches(String[] pattern, String[] subject) {
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i].equals(">")) {
        return subject.length > i;
      }
      if (i >= subject.length || !(pattern[i].equals(ANY) || pattern[i].equals(subject[i]))) {
        return false;
      }
    }
    return pattern.length == subject.length;
  }
}
