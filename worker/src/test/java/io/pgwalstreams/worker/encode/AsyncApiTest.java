package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Operation;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.resume.TailScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * docs/reference/asyncapi.yaml says of subjects and headers what the code does. {@code make
 * consumers} lets AsyncAPI's own parser read it.
 */
class AsyncApiTest {
  private static final List<String> KINDS =
      List.of("insert", "update", "delete", "truncate", "message", "gap");
  private static JsonNode document;

  @BeforeAll
  static void read() throws IOException {
    Object yaml = new Yaml().load(Files.readString(Path.of("../docs/reference/asyncapi.yaml")));
    document = new ObjectMapper().valueToTree(yaml);
  }

  private static EventSchema schema(String name) {
    ObjectNode schema = document.at("/components/schemas/" + name).deepCopy();
    return EventSchema.of(schema.put("additionalProperties", false));
  }

  private static String address(String channel) {
    return document
        .at("/channels/" + channel + "/address")
        .asText()
        .replace("{prefix}", "db")
        .replace("{schema}", "public")
        .replace("{table}", "users")
        .replace("{name}", "outbox.orders");
  }

  @Test
  void everySubjectIsOneThatIsPublishedTo() {
    var subjects = new SubjectTemplate("db");
    for (var operation : Operation.values()) {
      String action = operation.lowerCase();
      assertThat(address(action)).isEqualTo(subjects.row("public", "users", action));
    }
    assertThat(address("message")).isEqualTo(subjects.message("outbox.orders"));
    assertThat(address("gap")).isEqualTo(subjects.gap());
  }

  @Test
  void everyKindHasAChannelAMessageAndItsBody() {
    assertThat(names(document.get("channels"))).isEqualTo(KINDS);
    assertThat(names(document.at("/components/messages"))).isEqualTo(KINDS);
    for (String kind : KINDS) {
      assertThat(document.at("/components/messages/" + kind + "/payload/$ref").asText())
          .isEqualTo("event.schema.json#/$defs/" + kind);
      assertThat(EventSchema.document().at("/$defs/" + kind).isObject()).isTrue();
    }
  }

  @Test
  void everyExampleIsAnEvent() {
    for (String kind : KINDS) {
      JsonNode example = document.at("/components/messages/" + kind + "/examples/0");
      assertThat(EventSchema.exact().errors(example.get("payload").toString())).as(kind).isEmpty();
      String headers = kind.equals("gap") ? "gapHeaders" : "headers";
      assertThat(schema(headers).errors(example.get("headers").toString())).as(kind).isEmpty();
    }
  }

  private static ObjectNode headers(@Nullable Position before, @Nullable Lsn end) {
    var transaction = Rows.TRANSACTION;
    var header =
        new EventHeader(
            "18446744073709551615",
            3,
            Rows.POSITION,
            transaction,
            "9f2c01ab34cd56ef",
            4,
            before,
            end);
    var written = new ObjectMapper().createObjectNode();
    header.toHeaders().forEach(h -> written.put(h.name(), h.value()));
    return written;
  }

  @Test
  void theHeadersAreThoseThatAreWritten() {
    for (var headers : List.of(headers(null, Rows.POSITION.lsn()), headers(Rows.POSITION, null))) {
      assertThat(schema("headers").errors(headers.toString())).isEmpty();
      headers.put(TailScan.GAP_HEADER, "3f9a0c61b2de");
      assertThat(schema("gapHeaders").errors(headers.toString())).isEmpty();
      assertThat(schema("headers").errors(headers.toString())).isNotEmpty();
      for (String name : List.of(EventHeader.POSITION, EventHeader.XID, EventHeader.CHAIN)) {
        ObjectNode without = headers.deepCopy();
        without.remove(name);
        assertThat(schema("gapHeaders").errors(without.toString())).as(name).isNotEmpty();
      }
    }
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
