package io.pgwalstreams.worker.encode;

import static io.pgwalstreams.worker.encode.Rows.TRANSACTION;
import static io.pgwalstreams.worker.encode.Rows.UNCHANGED;
import static io.pgwalstreams.worker.encode.Rows.USERS;
import static io.pgwalstreams.worker.encode.Rows.body;
import static io.pgwalstreams.worker.encode.Rows.deleted;
import static io.pgwalstreams.worker.encode.Rows.encoder;
import static io.pgwalstreams.worker.encode.Rows.inserted;
import static io.pgwalstreams.worker.encode.Rows.row;
import static io.pgwalstreams.worker.encode.Rows.table;
import static io.pgwalstreams.worker.encode.Rows.updated;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.pgoutput.BuiltInType;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.Tuples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventEncoderTest {
  private static final String TIME = "\"commitTime\":\"2026-01-03T03:04:05.680000Z\"";
  private static final OldTuple KEY = new OldTuple(true, row("7", null, null));
  private static final OldTuple FULL = new OldTuple(false, row("7", null, "long"));

  /** Calculated with another implementation, in Python with hashlib. */
  private static final String EXPECTED_ID = "b1607960-b00d-8768-b417-34895e80b4a7";

  private final EventEncoder encoder = encoder();

  private static String users(String action, String rest) {
    return "{\"id\":\""
        + id()
        + "\",\"schema\":\"public\",\"table\":\"users\",\"action\":\""
        + action
        + "\","
        + rest
        + TIME
        + "}";
  }

  private static String id() {
    return new String(
        new EventId(Rows.SYSTEM).of(Rows.POSITION, TRANSACTION), StandardCharsets.US_ASCII);
  }

  @Test
  void anInsertHasItsRow() {
    var event = Rows.encode(encoder, inserted(USERS, "1", "Anna", null));
    assertThat(body(event))
        .isEqualTo(users("INSERT", "\"data\":{\"id\":1,\"name\":\"Anna\",\"bio\":null},"));
    assertThat(event.subject()).isEqualTo("db.public.users.insert");
    assertThat(event.label()).isEqualTo(new Event.Label("public", "users", "insert"));
    assertThat(event.position()).isEqualTo(Rows.POSITION);
    assertThat(event.transaction()).isEqualTo(TRANSACTION);
    assertThat(event.id()).isEqualTo(id());
  }

  @Test
  void anUpdateHasTheNewRow() {
    assertThat(body(Rows.encode(encoder, updated(USERS, null, "1", "Anna", "b"))))
        .isEqualTo(users("UPDATE", "\"data\":{\"id\":1,\"name\":\"Anna\",\"bio\":\"b\"},"));
  }

  @Test
  void anUpdateOfTheKeyHasTheOldKeyAlone() {
    assertThat(body(Rows.encode(encoder, updated(USERS, KEY, "1", "Anna", "b"))))
        .isEqualTo(
            users(
                "UPDATE",
                "\"data\":{\"id\":1,\"name\":\"Anna\",\"bio\":\"b\"},\"dataOld\":{\"id\":7},"));
  }

  @Test
  void anUnchangedToastValueIsNamedAndNeverNull() {
    assertThat(body(Rows.encode(encoder, updated(USERS, KEY, "1", UNCHANGED, UNCHANGED))))
        .isEqualTo(
            users(
                "UPDATE",
                "\"data\":{\"id\":1},\"dataOld\":{\"id\":7},\"unchanged\":[\"name\",\"bio\"],"));
  }

  @Test
  void anUnchangedToastValueIsFilledFromAFullOldRow() {
    assertThat(body(Rows.encode(encoder, updated(USERS, FULL, "7", "Anna", UNCHANGED))))
        .isEqualTo(
            users(
                "UPDATE",
                "\"data\":{\"id\":7,\"name\":\"Anna\",\"bio\":\"long\"},"
                    + "\"dataOld\":{\"id\":7,\"name\":null,\"bio\":\"long\"},"));
  }

  @Test
  void aDeleteHasTheOldRowOrItsKey() {
    assertThat(body(Rows.encode(encoder, deleted(USERS, KEY))))
        .isEqualTo(users("DELETE", "\"data\":{\"id\":7},"));
    assertThat(body(Rows.encode(encoder, deleted(USERS, FULL))))
        .isEqualTo(users("DELETE", "\"data\":{\"id\":7,\"name\":null,\"bio\":\"long\"},"));
  }

  @Test
  void aTruncateHasNoData() {
    var event = Rows.encode(encoder, new Change.Truncated(Rows.POSITION, TRANSACTION, USERS));
    assertThat(body(event)).isEqualTo(users("TRUNCATE", ""));
    assertThat(event.subject()).isEqualTo("db.public.users.truncate");
  }

  @Test
  void anExcludedColumnAppearsNowhere() {
    var without = encoder("users.bio", "users.id");
    assertThat(body(Rows.encode(without, updated(USERS, FULL, "7", "Anna", UNCHANGED))))
        .isEqualTo(users("UPDATE", "\"data\":{\"name\":\"Anna\"},\"dataOld\":{\"name\":null},"));
    assertThat(body(Rows.encode(without, updated(USERS, KEY, "7", UNCHANGED, UNCHANGED))))
        .isEqualTo(users("UPDATE", "\"data\":{},\"dataOld\":{},\"unchanged\":[\"name\"],"));
  }

  @Test
  void namesAndValuesMayHoldAnyCharacter() throws IOException {
    String odd = "\"\\ \n\0\u001f\u007f\u2028 żółw 😀 </script>";
    var table = table(odd, new Column(false, odd, BuiltInType.TEXT.oid(), -1));
    String body = body(Rows.encode(encoder, inserted(table, odd)));
    var json = new ObjectMapper().readTree(body);
    assertThat(json.get("table").asText()).isEqualTo(odd);
    assertThat(json.get("data").get(odd).asText()).isEqualTo(odd);
    assertThat(body).contains("żółw 😀");
  }

  @Test
  void bytesThatAreNotUtf8BecomeReplacementCharacters() throws IOException {
    for (var type : List.of(BuiltInType.TEXT, BuiltInType.JSON, BuiltInType.INT4)) {
      var table = table("t", new Column(false, "v", type.oid(), -1));
      byte[] text = {'"', 'a', (byte) 0xC3, '"'};
      var row = Tuples.ofBytes(text);
      var event = Rows.encode(encoder, new Change.Inserted(Rows.POSITION, TRANSACTION, table, row));
      assertThat(new ObjectMapper().readTree(event.body().copy()).get("data").get("v").asText())
          .contains("a\uFFFD");
    }
  }

  @Test
  void aTableDescribedAnewIsEncodedAnew() {
    Rows.encode(encoder, inserted(USERS, "1", "Anna", null));
    var renamed = table("people", new Column(false, "name", BuiltInType.TEXT.oid(), -1));
    var event = Rows.encode(encoder, inserted(renamed, "Anna"));
    assertThat(body(event)).contains("\"table\":\"people\"").contains("{\"name\":\"Anna\"}");
    assertThat(event.subject()).isEqualTo("db.public.people.insert");
  }

  @Test
  void aLogicalMessageIsJsonOrTextOrBase64() {
    assertThat(content("{\"a\": [1, 2.50]}")).isEqualTo("\"content\":{\"a\": [1, 2.50]},");
    assertThat(content(" 42 ")).isEqualTo("\"content\": 42 ,");
    assertThat(content("hello \"you\"")).isEqualTo("\"content\":\"hello \\\"you\\\"\",");
    for (String text :
        List.of("", "{", "{} {}", "1 2", "[1,]", "nul", "NaN", "{\"a\":01}", "'a'")) {
      assertThat(content(text)).startsWith("\"content\":\"");
    }
    assertThat(content("[".repeat(5000) + "]".repeat(5000))).startsWith("\"content\":\"[[");
    assertThat(content(new byte[] {0, (byte) 0xFF}))
        .isEqualTo("\"content\":\"AP8=\",\"contentEncoding\":\"base64\",");
  }

  private String content(String text) {
    return content(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The members of a message's event between action and commitTime. */
  private String content(byte[] content) {
    var event = Rows.encode(encoder, Rows.message("outbox.orders", content));
    assertThat(event.subject()).isEqualTo("db.message.outbox.orders");
    assertThat(event.label()).isEqualTo(new Event.Label("", "outbox.orders", "message"));
    String start = "{\"id\":\"" + id() + "\",\"prefix\":\"outbox.orders\",\"action\":\"MESSAGE\",";
    assertThat(body(event)).startsWith(start).endsWith(TIME + "}");
    return body(event).substring(start.length(), body(event).length() - TIME.length() - 1);
  }

  @Test
  void aMessageOutsideTransactionsHasNoCommitTime() {
    var at = new Position(new Lsn(5), 0);
    var event =
        Rows.encode(
            encoder,
            new Change.Message(at, new TransactionId(at.lsn(), 0, 0), "p", new byte[] {'1'}));
    assertThat(body(event))
        .isEqualTo(
            "{\"id\":\""
                + event.id()
                + "\",\"prefix\":\"p\",\"action\":\"MESSAGE\",\"content\":1}");
  }

  @ParameterizedTest
  @CsvSource({
    "7386141903120, 16/B374D848/3, 820724645680000, true",
    "7386141903121, 16/B374D848/3, 820724645680000, false",
    "7386141903120, 16/B374D849/3, 820724645680000, false",
    "7386141903120, 16/B374D848/4, 820724645680000, false",
    "7386141903120, 16/B374D848/3, 820724645680001, false",
  })
  void theIdIsAFunctionOfSystemPositionAndCommitTime(
      String system, String position, long micros, boolean same) {
    var at = Position.parse(position);
    String id =
        new String(
            new EventId(system).of(at, new TransactionId(at.lsn(), 742, micros)),
            StandardCharsets.US_ASCII);
    assertThat(id.equals(EXPECTED_ID)).isEqualTo(same);
  }

  @ParameterizedTest
  @EnumSource(BuiltInType.class)
  void noTextStopsTheStream(BuiltInType type) throws IOException {
    var random = new Random(type.oid());
    var mapper = new ObjectMapper();
    boolean json = type == BuiltInType.JSON || type == BuiltInType.JSONB;
    var table =
        table(
            "t",
            new Column(false, "v", json ? BuiltInType.TEXT.oid() : type.oid(), -1),
            new Column(false, "a", json ? BuiltInType.TEXT.arrayOid() : type.arrayOid(), -1));
    for (int i = 0; i < 2000; i++) {
      String text = text(random);
      var event =
          Rows.encode(
              encoder, inserted(table, text, random.nextBoolean() ? "{" + text + "}" : text));
      assertThat(mapper.readTree(event.body().copy()).get("data")).hasSize(2);
    }
  }

  private static String text(Random random) {
    String alphabet = "0123456789-+.:eE TZ{}[],;\"\\xNaNULLBC/ tfinity\u0000ż";
    var text = new StringBuilder(random.nextBoolean() ? "2026-01-02 03:04:05+00" : "\\x");
    for (int j = random.nextInt(8); j > 0; j--) {
      int at = random.nextInt(text.length() + 1);
      text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
    }
    text.setLength(random.nextInt(text.length() + 1));
    return text.toString();
  }
}
