package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.worker.encode.Recorder.Recorded;
import io.pgwalstreams.worker.encode.TypeSamples.Sample;
import io.pgwalstreams.worker.pgoutput.BuiltInType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written into real servers comes out as the documentation says. */
@ParameterizedClass(name = "{0}")
@EnumSource(PostgresVersion.class)
class TypeRoundTripIT {
  private static PostgresServer server;

  @Parameter PostgresVersion version;

  @BeforeParameterizedClassInvocation
  static void start(PostgresVersion version) {
    server = PostgresServer.start(version);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @BeforeEach
  void create() {
    server.execute("CREATE SCHEMA IF NOT EXISTS public");
  }

  @AfterEach
  void clean() {
    server.execute("DROP SCHEMA IF EXISTS public, \"my schema\", message CASCADE");
  }

  private static Recorder recordAll() {
    return new Recorder(server, "FOR ALL TABLES");
  }

  private static JsonNode json(Recorded recorded) {
    try {
      return new ObjectMapper().readTree(recorded.event().body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> subjects(List<Recorded> events) {
    return events.stream().map(r -> r.event().subject()).toList();
  }

  /** The members data to unchanged of an event, as text. */
  private static String rows(Recorded recorded) {
    String body = recorded.body();
    int action = body.indexOf("\"action\":");
    return body.substring(body.indexOf(',', action) + 1, body.indexOf(",\"commitTime\""));
  }

  private static List<String> rows(List<Recorded> events) {
    return events.stream().map(TypeRoundTripIT::rows).toList();
  }

  private static String quoted(String literal) {
    return "E'" + literal.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  private static void createTypes() {
    server.execute(TypeSamples.TYPES.toArray(String[]::new));
  }

  private static String columns() {
    var columns = new ArrayList<String>();
    for (Sample sample : TypeSamples.SAMPLES) {
      columns.add("c" + columns.size() + " " + sample.type());
    }
    return String.join(", ", columns);
  }

  @Test
  void everyTypeBecomesWhatIsDocumented() {
    createTypes();
    server.execute("CREATE TABLE every (" + columns() + ")");
    try (var recorder = recordAll()) {
      var values = TypeSamples.SAMPLES.stream().map(s -> quoted(s.literal())).toList();
      server.execute("INSERT INTO every VALUES (" + String.join(", ", values) + ")");
      String body = recorder.peek().getFirst().body();
      for (int i = 0; i < TypeSamples.SAMPLES.size(); i++) {
        var sample = TypeSamples.SAMPLES.get(i);
        String start = "\"c" + i + "\":";
        int at = body.indexOf(start) + start.length();
        String end = i + 1 < TypeSamples.SAMPLES.size() ? ",\"c" + (i + 1) + "\":" : "},\"commit";
        assertThat(body.substring(at, body.indexOf(end, at)))
            .as("%s %s", sample.type(), sample.literal())
            .isEqualTo(sample.json());
      }
    }
  }

  @Test
  void everyTypesNullIsNull() {
    createTypes();
    server.execute("CREATE TABLE every (" + columns() + ")");
    try (var recorder = recordAll()) {
      server.execute("INSERT INTO every DEFAULT VALUES");
      var data = json(recorder.peek().getFirst()).get("data");
      assertThat(data).hasSize(TypeSamples.SAMPLES.size()).allMatch(JsonNode::isNull);
    }
  }

  @Test
  void aChangeThatIsReadAgainIsEncodedAlikeWhateverBecameOfItsTypes() {
    createTypes();
    server.execute("CREATE TABLE every (" + columns() + ")");
    try (var recorder = recordAll()) {
      var values = TypeSamples.SAMPLES.stream().map(s -> quoted(s.literal())).toList();
      server.execute("INSERT INTO every VALUES (" + String.join(", ", values) + ")");
      String before = recorder.peek().getFirst().body();
      server.execute("ALTER TYPE mood RENAME TO _mood", "ALTER TABLE every RENAME c0 TO other");
      assertThat(recorder.peek().getFirst().body()).isEqualTo(before);
      server.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
      assertThat(recorder.peek().getFirst().body()).isEqualTo(before);
    }
  }

  @Test
  void theBuiltInTypesAreTheServers() {
    for (var type : BuiltInType.values()) {
      assertThat(
              server.query(
                  "SELECT oid || ' ' || typarray || ' ' || typdelim::text FROM pg_type WHERE"
                      + " typnamespace = 'pg_catalog'::regnamespace AND typname = '"
                      + type.name().toLowerCase(Locale.ROOT)
                      + "'"))
          .isEqualTo(type.oid() + " " + type.arrayOid() + " " + type.delimiter());
    }
  }

  @Test
  void valuesOfAMegabyteComeWhole() {
    server.execute("CREATE TABLE big (t text, b bytea, j jsonb, a int[])");
    try (var recorder = recordAll()) {
      server.execute(
          "INSERT INTO big SELECT repeat('ż', 1048576), decode(repeat('00ff', 524288), 'hex'),"
              + " jsonb_build_object('k', repeat('x', 1048576)), array_agg(i) FROM"
              + " generate_series(1, 200000) AS i");
      var data = json(recorder.peek().getFirst()).get("data");
      assertThat(data.get("t").asText()).isEqualTo("ż".repeat(1048576));
      byte[] bytes = Base64.getDecoder().decode(data.get("b").asText());
      assertThat(bytes).hasSize(1048576);
      assertThat(bytes[1]).isEqualTo((byte) 0xFF);
      assertThat(data.get("j").get("k").asText()).hasSize(1048576);
      assertThat(data.get("a")).hasSize(200000);
    }
  }

  @Test
  void unchangedToastIsNamedOrFilled() {
    for (String identity : List.of("DEFAULT", "USING INDEX i", "FULL")) {
      server.execute(
          "CREATE TABLE toast (id int PRIMARY KEY, k int NOT NULL, note text, big text)",
          "CREATE UNIQUE INDEX i ON toast (k)",
          "ALTER TABLE toast ALTER big SET STORAGE EXTERNAL, REPLICA IDENTITY " + identity);
      try (var recorder = recordAll()) {
        server.execute(
            "INSERT INTO toast VALUES (1, 10, 'a', repeat('x', 4000))",
            "UPDATE toast SET note = 'b'",
            "UPDATE toast SET k = 20",
            "UPDATE toast SET id = 2",
            "UPDATE toast SET big = 'short'",
            "DELETE FROM toast");
        var rows = recorder.peek().stream().map(TypeRoundTripIT::rows).toList();
        assertThat(rows.subList(1, rows.size())).as(identity).containsExactly(toast(identity));
      }
      server.execute("DROP TABLE toast");
    }
  }

  private static String[] toast(String identity) {
    String x = "\"" + "x".repeat(4000) + "\"";
    return switch (identity) {
      case "DEFAULT" ->
          new String[] {
            "\"data\":{\"id\":1,\"k\":10,\"note\":\"b\"},\"unchanged\":[\"big\"]",
            "\"data\":{\"id\":1,\"k\":20,\"note\":\"b\"},\"unchanged\":[\"big\"]",
            "\"data\":{\"id\":2,\"k\":20,\"note\":\"b\"},\"dataOld\":{\"id\":1},"
                + "\"unchanged\":[\"big\"]",
            "\"data\":{\"id\":2,\"k\":20,\"note\":\"b\",\"big\":\"short\"}",
            "\"data\":{\"id\":2}"
          };
      case "USING INDEX i" ->
          new String[] {
            "\"data\":{\"id\":1,\"k\":10,\"note\":\"b\"},\"unchanged\":[\"big\"]",
            "\"data\":{\"id\":1,\"k\":20,\"note\":\"b\"},\"dataOld\":{\"k\":10},"
                + "\"unchanged\":[\"big\"]",
            "\"data\":{\"id\":2,\"k\":20,\"note\":\"b\"},\"unchanged\":[\"big\"]",
            "\"data\":{\"id\":2,\"k\":20,\"note\":\"b\",\"big\":\"short\"}",
            "\"data\":{\"k\":20}"
          };
      default ->
          new String[] {
            full(1, 10, "b", x, 1, 10, "a", x),
            full(1, 20, "b", x, 1, 10, "b", x),
            full(2, 20, "b", x, 1, 20, "b", x),
            full(2, 20, "b", "\"short\"", 2, 20, "b", x),
            "\"data\":{\"id\":2,\"k\":20,\"note\":\"b\",\"big\":\"short\"}"
          };
    };
  }

  private static String full(Object... v) {
    String row = "{\"id\":%s,\"k\":%s,\"note\":\"%s\",\"big\":%s}";
    return ("\"data\":" + row + ",\"dataOld\":" + row).formatted(v);
  }

  @Test
  void withoutReplicaIdentityInsertsComeWhole() {
    server.execute("CREATE TABLE none (id int)", "ALTER TABLE none REPLICA IDENTITY NOTHING");
    try (var recorder = recordAll()) {
      server.execute("INSERT INTO none VALUES (1)", "TRUNCATE none");
      assertThat(subjects(recorder.peek()))
          .containsExactly("db.public.none.insert", "db.public.none.truncate");
    }
  }

  @Test
  void aTruncateOfSeveralTablesIsSeveralEvents() {
    server.execute(
        "CREATE TABLE a (id int PRIMARY KEY)",
        "CREATE TABLE b (id int REFERENCES a)",
        "CREATE TABLE c (id int)");
    try (var recorder = recordAll()) {
      server.execute(
          "BEGIN; INSERT INTO c VALUES (1); TRUNCATE a, c CASCADE; INSERT INTO c VALUES (2); COMMIT");
      var events = recorder.peek();
      assertThat(subjects(events))
          .containsExactlyInAnyOrder(
              "db.public.c.insert",
              "db.public.a.truncate",
              "db.public.b.truncate",
              "db.public.c.truncate",
              "db.public.c.insert");
      assertThat(events)
          .extracting(e -> e.event().position().ordinal())
          .containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(json(events.get(1)).has("data")).isFalse();
    }
  }

  @Test
  void partitionsComeUnderTheirOwnNameOrTheRoots() {
    for (boolean viaRoot : new boolean[] {false, true}) {
      server.execute(
          "CREATE TABLE parts (id int, v text) PARTITION BY RANGE (id)",
          "CREATE TABLE low PARTITION OF parts FOR VALUES FROM (0) TO (10)",
          "CREATE TABLE high (v text, id int)",
          "ALTER TABLE parts ATTACH PARTITION high FOR VALUES FROM (10) TO (20)",
          "ALTER TABLE low REPLICA IDENTITY FULL",
          "ALTER TABLE high REPLICA IDENTITY FULL",
          "ALTER TABLE parts REPLICA IDENTITY FULL");
      try (var recorder =
          new Recorder(
              server, "FOR TABLE parts WITH (publish_via_partition_root = " + viaRoot + ")")) {
        server.execute(
            "INSERT INTO parts VALUES (1, 'a')",
            "INSERT INTO parts VALUES (11, 'b')",
            "UPDATE parts SET id = 12 WHERE id = 1",
            "TRUNCATE parts");
        var tables = recorder.peek().stream().map(e -> e.event().label()).toList();
        assertThat(tables.stream().map(Event.Label::table).distinct())
            .containsExactlyInAnyOrder(
                viaRoot ? new String[] {"parts"} : new String[] {"low", "high"});
        assertThat(tables.subList(0, 4).stream().map(Event.Label::action))
            .containsExactly("insert", "insert", "delete", "insert");
        var moved = recorder.peek().get(3);
        assertThat(rows(moved))
            .isEqualTo(
                viaRoot ? "\"data\":{\"id\":12,\"v\":\"a\"}" : "\"data\":{\"v\":\"a\",\"id\":12}");
      }
      server.execute("DROP TABLE parts");
    }
  }

  @Test
  void generatedColumnsComeWherePostgresqlSendsThem() {
    server.execute(
        "CREATE TABLE gen (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED)");
    try (var recorder = recordAll()) {
      server.execute("INSERT INTO gen VALUES (1)");
      assertThat(rows(recorder.peek())).containsExactly("\"data\":{\"id\":1}");
    }
    if (version.major() >= 18) {
      try (var recorder =
          new Recorder(server, "FOR ALL TABLES WITH (publish_generated_columns = stored)")) {
        server.execute("INSERT INTO gen VALUES (2)");
        assertThat(rows(recorder.peek())).containsExactly("\"data\":{\"id\":2,\"twice\":4}");
      }
    }
  }

  @Test
  void aTableMayChangeItsShapeInMidStream() {
    server.execute("CREATE TABLE shape (id int PRIMARY KEY, a text)");
    try (var recorder = recordAll()) {
      server.execute(
          "INSERT INTO shape VALUES (1, 'x')",
          "ALTER TABLE shape RENAME a TO \"ä b\"",
          "INSERT INTO shape VALUES (2, 'x')",
          "BEGIN; INSERT INTO shape VALUES (3, 'x'); ALTER TABLE shape ADD n numeric DEFAULT 1.50;"
              + " INSERT INTO shape VALUES (4, 'x'); ALTER TABLE shape DROP \"ä b\";"
              + " INSERT INTO shape VALUES (5); COMMIT",
          "ALTER TABLE shape ALTER n TYPE text USING n::text",
          "INSERT INTO shape VALUES (6)",
          "ALTER TABLE shape RENAME TO form",
          "INSERT INTO form VALUES (7)");
      var events = recorder.peek();
      assertThat(rows(events))
          .containsExactly(
              "\"data\":{\"id\":1,\"a\":\"x\"}",
              "\"data\":{\"id\":2,\"ä b\":\"x\"}",
              "\"data\":{\"id\":3,\"ä b\":\"x\"}",
              "\"data\":{\"id\":4,\"ä b\":\"x\",\"n\":1.50}",
              "\"data\":{\"id\":5,\"n\":1.50}",
              "\"data\":{\"id\":6,\"n\":\"1.50\"}",
              "\"data\":{\"id\":7,\"n\":\"1.50\"}");
      assertThat(subjects(events)).endsWith("db.public.shape.insert", "db.public.form.insert");
    }
  }

  @Test
  void namesMayHoldAnything() {
    server.execute(
        "CREATE SCHEMA \"my schema\"",
        "CREATE SCHEMA message",
        "CREATE TABLE \"my schema\".\"Żółw.tab\tle*>\" (\"a.b \"\"c\"\"\" int, \"😀\" text)",
        "CREATE TABLE message.users (id int)");
    try (var recorder = recordAll()) {
      server.execute(
          "INSERT INTO \"my schema\".\"Żółw.tab\tle*>\" VALUES (1, 'x')",
          "INSERT INTO message.users VALUES (1)");
      var events = recorder.peek();
      assertThat(subjects(events))
          .containsExactly(
              "db.my%20schema.Żółw%2Etab%09le%2A%3E.insert", "db.%6Dessage.users.insert");
      assertThat(json(events.getFirst()).get("schema").asText()).isEqualTo("my schema");
      assertThat(json(events.getFirst()).get("table").asText()).isEqualTo("Żółw.tab\tle*>");
      assertThat(rows(events.getFirst())).isEqualTo("\"data\":{\"a.b \\\"c\\\"\":1,\"😀\":\"x\"}");
      assertThat(rows(recorder.peek("\"my schema\".*.\"a.b \"\"c\"\"\"").getFirst()))
          .isEqualTo("\"data\":{\"😀\":\"x\"}");
    }
  }

  @Test
  void logicalMessagesAreEventsInTheirPlace() {
    server.execute("CREATE TABLE t (id int)");
    try (var recorder = recordAll()) {
      server.execute(
          "BEGIN; INSERT INTO t VALUES (1);"
              + " SELECT pg_logical_emit_message(true, 'outbox.orders', '{\"a\":1}');"
              + " INSERT INTO t VALUES (2); COMMIT",
          "SELECT pg_logical_emit_message(false, 'audit', '\\x00ff'::bytea)",
          "BEGIN; SELECT pg_logical_emit_message(false, 'kept', 'text'); ROLLBACK");
      var events = recorder.peek();
      assertThat(subjects(events))
          .containsExactly(
              "db.public.t.insert",
              "db.message.outbox.orders",
              "db.public.t.insert",
              "db.message.audit",
              "db.message.kept");
      assertThat(json(events.get(1)).get("content").get("a").asInt()).isEqualTo(1);
      assertThat(json(events.get(3)).get("contentEncoding").asText()).isEqualTo("base64");
      assertThat(json(events.get(4)).get("content").asText()).isEqualTo("text");
      assertThat(events.stream().map(e -> e.event().position().ordinal()))
          .containsExactly(1L, 2L, 3L, 0L, 0L);
    }
  }

  @Test
  void whatWasRolledBackLeavesNoHole() {
    server.execute("CREATE TABLE t (id int)");
    try (var recorder = recordAll()) {
      server.execute(
          "BEGIN; INSERT INTO t VALUES (1); SAVEPOINT s; INSERT INTO t SELECT"
              + " generate_series(100, 20000); ROLLBACK TO s; INSERT INTO t VALUES (2); COMMIT",
          "BEGIN; INSERT INTO t VALUES (3); ROLLBACK");
      assertThat(rows(recorder.peek()))
          .containsExactly("\"data\":{\"id\":1}", "\"data\":{\"id\":2}");
    }
  }

  @Test
  void positionsRiseAndIdsDiffer() {
    server.execute("CREATE TABLE t (id int)");
    try (var recorder = recordAll()) {
      var statements = new String[40];
      Arrays.setAll(
          statements,
          i ->
              i % 3 == 0
                  ? "SELECT pg_logical_emit_message(false, 'p', '1')"
                  : "INSERT INTO t SELECT generate_series(1, 3)");
      server.execute(statements);
      var events = recorder.peek();
      assertThat(events).hasSize(14 + 26 * 3);
      assertThat(IntStream.range(1, events.size()))
          .allMatch(
              i -> events.get(i).event().position().isAfter(events.get(i - 1).event().position()));
      assertThat(events.stream().map(e -> e.event().id())).doesNotHaveDuplicates();
      assertThat(recorder.peek().stream().map(e -> e.event().id()).toList())
          .isEqualTo(events.stream().map(e -> e.event().id()).toList());
      assertThat(new String(events.getFirst().event().body(), StandardCharsets.UTF_8))
          .doesNotContain("commitTime");
    }
  }
}
