package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MappingIdTest {
  private static final MappingId.Inputs BASE =
      new MappingId.Inputs(
          Map.of("users", List.of("insert", "update"), "orders", List.of("insert")),
          List.of("users.a", "users.b"),
          List.of("outbox"),
          "db",
          "Halt",
          List.of("p", "q"),
          Map.of("proto_version", "1", "messages", "true"));

  private static MappingId.Inputs with(
      Map<String, List<String>> tables, List<String> excluded, List<String> prefixes) {
    return new MappingId.Inputs(
        tables,
        excluded,
        prefixes,
        BASE.subjectPrefix(),
        BASE.oversized(),
        BASE.publications(),
        BASE.startOptions());
  }

  private static MappingId.Inputs with(
      String prefix, String oversized, List<String> publications, Map<String, String> options) {
    return new MappingId.Inputs(
        BASE.tables(),
        BASE.excludeColumns(),
        BASE.messagePrefixes(),
        prefix,
        oversized,
        publications,
        options);
  }

  @Test
  void isTheSameOnEveryMachine() {
    assertThat(MappingId.of(BASE)).isEqualTo("e3d68d06f44e9299");
  }

  @Test
  void orderDoesNotMatter() {
    var tables = BASE.tables();
    assertThat(
            MappingId.of(
                with(
                    Map.of("orders", List.of("insert"), "users", List.of("update", "insert")),
                    List.of("users.b", "users.a"),
                    BASE.messagePrefixes())))
        .isEqualTo(MappingId.of(with(tables, BASE.excludeColumns(), BASE.messagePrefixes())));
  }

  @Test
  void everythingElseDoes() {
    var none = List.<String>of();
    var options = BASE.startOptions();
    var ids = new HashSet<String>();
    var inputs =
        List.of(
            BASE,
            with(Map.of(), BASE.excludeColumns(), BASE.messagePrefixes()),
            with(Map.of("users", none), BASE.excludeColumns(), BASE.messagePrefixes()),
            with(BASE.tables(), none, BASE.messagePrefixes()),
            with(BASE.tables(), List.of("users.a"), BASE.messagePrefixes()),
            with(BASE.tables(), List.of("users.ausers.b"), BASE.messagePrefixes()),
            with(BASE.tables(), BASE.excludeColumns(), none),
            with(BASE.tables(), BASE.excludeColumns(), List.of("outbox", "audit")),
            with("db2", "Halt", BASE.publications(), options),
            with("db", "Truncate 1048576", BASE.publications(), options),
            with("db", "Halt", List.of("p"), options),
            with("db", "Halt", BASE.publications(), Map.of("proto_version", "1")),
            with(
                "db",
                "Halt",
                BASE.publications(),
                Map.of("proto_version", "1", "messages", "false")));
    inputs.forEach(in -> ids.add(MappingId.of(in)));
    assertThat(ids).hasSameSizeAs(inputs).allMatch(id -> id.matches("[0-9a-f]{16}"));
  }
}
