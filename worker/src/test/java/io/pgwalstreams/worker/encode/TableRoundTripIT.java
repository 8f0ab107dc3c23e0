package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of whatever tables come out of real servers whole, in order and under their names. */
@ParameterizedClass(name = "{0}")
@EnumSource(PostgresVersion.class)
class TableRoundTripIT {
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

  @Test
  void withoutReplicaIdentityInsertsComeWhole() {
    server.execute("CREATE TABLE none (id int)", "ALTER TABLE none REPLICA IDENTITY NOTHING");
    try (var recorder = recordAll()) {
      server.execute("INSERT INTO none VALUES (1)", "TRUNCATE none");
      assertThat(Recorder.subjects(recorder.peek()))
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
      assertThat(Recorder.subjects(events))
          .containsExactlyInAnyOrder(
              "db.public.c.insert",
              "db.public.a.truncate",
              "db.public.b.truncate",
              "db.public.c.truncate",
              "db.public.c.insert");
      assertThat(events)
          .extracting(e -> e.event().position().ordinal())
          .containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(events.get(1).json().has("data")).isFalse();
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
        assertThat(moved.rows())
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
      assertThat(Recorder.rows(recorder.peek())).containsExactly("\"data\":{\"id\":1}");
    }
    if (version.major() >= 18) {
      try (var recorder =
          new Recorder(server, "FOR ALL TABLES WITH (publish_generated_columns = stored)")) {
        server.execute("INSERT INTO gen VALUES (2)");
        assertThat(Recorder.rows(recorder.peek()))
            .containsExactly("\"data\":{\"id\":2,\"twice\":4}");
      }
    }
  }

  @Test
  void columnListsAndRowFiltersHoldFromPostgres15On() {
    assumeTrue(version.major() >= 15, "PostgreSQL 15");
    server.execute(
        "CREATE TABLE part (id int PRIMARY KEY, secret text, n int)",
        "ALTER TABLE part REPLICA IDENTITY DEFAULT");
    try (var recorder = new Recorder(server, "FOR TABLE part (id, n) WHERE (id < 10)")) {
      server.execute(
          "INSERT INTO part VALUES (1, 's', 1), (20, 's', 1)",
          "UPDATE part SET id = 5 WHERE id = 20",
          "UPDATE part SET n = 2 WHERE id = 5",
          "UPDATE part SET id = 30 WHERE id = 5");
      assertThat(Recorder.subjects(recorder.peek()))
          .containsExactly(
              "db.public.part.insert",
              "db.public.part.insert",
              "db.public.part.update",
              "db.public.part.delete");
      assertThat(Recorder.rows(recorder.peek()))
          .containsExactly(
              "\"data\":{\"id\":1,\"n\":1}",
              "\"data\":{\"id\":5,\"n\":1}",
              "\"data\":{\"id\":5,\"n\":2}",
              "\"data\":{\"id\":5}");
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
      assertThat(Recorder.rows(events))
          .containsExactly(
              "\"data\":{\"id\":1,\"a\":\"x\"}",
              "\"data\":{\"id\":2,\"ä b\":\"x\"}",
              "\"data\":{\"id\":3,\"ä b\":\"x\"}",
              "\"data\":{\"id\":4,\"ä b\":\"x\",\"n\":1.50}",
              "\"data\":{\"id\":5,\"n\":1.50}",
              "\"data\":{\"id\":6,\"n\":\"1.50\"}",
              "\"data\":{\"id\":7,\"n\":\"1.50\"}");
      assertThat(Recorder.subjects(events))
          .endsWith("db.public.shape.insert", "db.public.form.insert");
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
      assertThat(Recorder.subjects(events))
          .containsExactly(
              "db.my%20schema.Żółw%2Etab%09le%2A%3E.insert", "db.%6Dessage.users.insert");
      assertThat(events.getFirst().json().get("schema").asText()).isEqualTo("my schema");
      assertThat(events.getFirst().json().get("table").asText()).isEqualTo("Żółw.tab\tle*>");
      assertThat(events.getFirst().rows()).isEqualTo("\"data\":{\"a.b \\\"c\\\"\":1,\"😀\":\"x\"}");
      assertThat(recorder.peek("\"my schema\".*.\"a.b \"\"c\"\"\"").getFirst().rows())
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
      assertThat(Recorder.subjects(events))
          .containsExactly(
              "db.public.t.insert",
              "db.message.outbox.orders",
              "db.public.t.insert",
              "db.message.audit",
              "db.message.kept");
      assertThat(events.get(1).json().get("content").get("a").asInt()).isEqualTo(1);
      assertThat(events.get(3).json().get("contentEncoding").asText()).isEqualTo("base64");
      assertThat(events.get(4).json().get("content").asText()).isEqualTo("text");
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
      assertThat(Recorder.rows(recorder.peek()))
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
      assertThat(new String(events.getFirst().event().body().copy(), StandardCharsets.UTF_8))
          .doesNotContain("commitTime");
    }
  }
}
