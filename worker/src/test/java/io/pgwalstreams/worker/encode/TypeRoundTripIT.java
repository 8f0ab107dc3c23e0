package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.worker.encode.TypeSamples.Sample;
import io.pgwalstreams.worker.pgoutput.BuiltInType;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that are written into real servers come out as the documentation says. */
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
      var data = recorder.peek().getFirst().json().get("data");
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
      var data = recorder.peek().getFirst().json().get("data");
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
        var rows = recorder.peek().stream().map(Recorder.Recorded::rows).toList();
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
}
