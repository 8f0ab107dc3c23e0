package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.pgoutput.BuiltInType;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OversizedEventTest {
  private static final Relation DOCS =
      Rows.table(
          "docs",
          new Column(true, "id", BuiltInType.TEXT.oid(), -1),
          new Column(false, "small", BuiltInType.TEXT.oid(), -1),
          new Column(false, "big", BuiltInType.BYTEA.oid(), -1),
          new Column(false, "bigger", BuiltInType.TEXT.oid(), -1));
  private static final String BIG = "\\x" + "00".repeat(600);
  private static final String BIGGER = "x".repeat(1000);

  private final EventEncoder encoder = Rows.encoder();

  private JsonNode shrunk(Change change, long limit) throws IOException {
    var event = encoder.encodeTruncated(change, limit, Event.blank()).orElseThrow();
    assertThat(event.body().copy()).hasSizeLessThanOrEqualTo((int) limit);
    return new ObjectMapper().readTree(event.body().copy());
  }

  private static List<String> names(JsonNode node) {
    return IntStream.range(0, node.size()).mapToObj(i -> node.get(i).asText()).toList();
  }

  @Test
  void anEventThatFitsIsLeftAlone() {
    var change = Rows.inserted(DOCS, "1", "a", BIG, BIGGER);
    var whole = Rows.encode(encoder, change);
    assertThat(
            encoder
                .encodeTruncated(change, whole.body().length(), Event.blank())
                .orElseThrow()
                .body()
                .copy())
        .isEqualTo(whole.body().copy());
  }

  @Test
  void losesItsLargestValuesFirst() throws IOException {
    var change = Rows.inserted(DOCS, "1", "a", BIG, BIGGER);
    var one = shrunk(change, 1800);
    assertThat(names(one.get("truncated"))).containsExactly("bigger");
    assertThat(one.get("data").has("big")).isTrue();
    assertThat(one.get("data").has("bigger")).isFalse();
    assertThat(names(shrunk(change, 900).get("truncated"))).containsExactly("big", "bigger");
  }

  @Test
  void losesItsKeyLast() throws IOException {
    var change = Rows.inserted(DOCS, "k".repeat(2000), "a", BIG, BIGGER);
    assertThat(names(shrunk(change, 2400).get("truncated"))).containsExactly("big", "bigger");
    assertThat(names(shrunk(change, 400).get("truncated")))
        .containsExactly("id", "small", "big", "bigger");
  }

  @Test
  void losesAValueInBothRows() throws IOException {
    var old = new OldTuple(false, Rows.row("1", "a", null, BIGGER));
    var json = shrunk(Rows.updated(DOCS, old, "1", "b", BIG, Rows.UNCHANGED), 1800);
    assertThat(names(json.get("truncated"))).containsExactly("bigger");
    assertThat(json.get("data").has("bigger")).isFalse();
    assertThat(json.get("dataOld").has("bigger")).isFalse();
    assertThat(json.has("unchanged")).isFalse();
  }

  @Test
  void aMessageLosesItsContent() throws IOException {
    var json = shrunk(Rows.message("outbox", new byte[5000]), 1000);
    assertThat(names(json.get("truncated"))).containsExactly("content");
    assertThat(json.has("content")).isFalse();
    assertThat(json.get("prefix").asText()).isEqualTo("outbox");
  }

  @Test
  void whatCannotFitIsNotMadeUp() {
    assertThat(
            encoder.encodeTruncated(Rows.inserted(DOCS, "1", "a", BIG, BIGGER), 100, Event.blank()))
        .isEmpty();
    assertThat(
            encoder.encodeTruncated(
                Rows.message("p".repeat(2000), new byte[0]), 1000, Event.blank()))
        .isEmpty();
  }

  @Test
  void losesNoMoreThanItMust() throws IOException {
    var random = new Random(7);
    var columns = new Column[40];
    Arrays.setAll(columns, i -> new Column(i == 0, "c" + i, BuiltInType.TEXT.oid(), -1));
    var table = Rows.table("wide", columns);
    for (int round = 0; round < 200; round++) {
      var texts = new String[columns.length];
      Arrays.setAll(texts, i -> "\n".repeat(random.nextInt(200)));
      var change = Rows.inserted(table, texts);
      int limit = 1500 + random.nextInt(3000);
      var json = shrunk(change, limit);
      int smallestDropped =
          IntStream.range(0, texts.length)
              .filter(i -> json.path("truncated").toString().contains("\"c" + i + "\""))
              .map(i -> texts[i].length())
              .min()
              .orElse(0);
      int size =
          encoder.encodeTruncated(change, limit, Event.blank()).orElseThrow().body().length();
      assertThat(size + 2 * smallestDropped + 40).isGreaterThan(limit);
    }
  }

  @Test
  void theLimitLeavesRoomForHeaders() {
    assertThat(OversizedEvent.bodyLimit(1 << 20)).isEqualTo((1 << 20) - EventHeader.MAX_BYTES);
  }
}
