package io.pgwalstreams.worker.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Begin;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Commit;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Delete;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Insert;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.LogicalMessage;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Origin;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.ReplicaIdentity;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.StreamAbort;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Truncate;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Update;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgOutputDecoderTest {
  private static PgOutputMessage decode(byte[] bytes) {
    return new PgOutputDecoder().decode(bytes, 0, bytes.length);
  }

  private static PgOutputMessage decodeHex(String hex) {
    return decode(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static <M extends PgOutputMessage> List<M> all(int version, Class<M> kind) {
    return Goldens.of(version).stream()
        .map(PgOutputDecoderTest::decode)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  private static List<String> texts(Tuple row) {
    var texts = new ArrayList<String>();
    for (String text : Tuples.texts(row)) {
      texts.add(text == null ? "null" : text.equals(Tuples.UNCHANGED) ? "unchanged" : text);
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void losesNothingOfWhatServersSent(int version) {
    assertThat(Goldens.of(version))
        .hasSizeGreaterThan(70)
        .allSatisfy(bytes -> assertThat(PgOutputBytes.of(decode(bytes))).isEqualTo(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void readsTheShapeOfTables(int version) {
    var relations = all(version, Relation.class);
    var users = relations.stream().filter(r -> r.table().equals("users")).findFirst().orElseThrow();
    assertThat(users.schema()).isEqualTo("public");
    assertThat(users.replicaIdentity()).isEqualTo(ReplicaIdentity.DEFAULT);
    assertThat(users.columns())
        .extracting(Column::name)
        .containsExactly("id", "email", "age", "m", "ms", "bio");
    assertThat(users.columns())
        .extracting(Column::key)
        .containsExactly(true, false, false, false, false, false);
    assertThat(users.columns().getFirst().typeOid()).isEqualTo(BuiltInType.INT4.oid());
    assertThat(relations)
        .extracting(Relation::replicaIdentity)
        .contains(ReplicaIdentity.FULL, ReplicaIdentity.NOTHING, ReplicaIdentity.INDEX);
    assertThat(relations).extracting(Relation::table).contains("Ünïcode.t able");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void readsTheNamesOfTypesAndOfDomainsBases(int version) {
    assertThat(all(version, PgOutputMessage.Type.class))
        .extracting(t -> t.schema() + "." + t.name())
        .contains("pg_catalog.int4", "public.mood", "public._mood");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void readsRows(int version) {
    assertThat(texts(all(version, Insert.class).getFirst().row()))
        .containsExactly("1", "a@b.c", "3", "ok", "{sad,ok}", "x".repeat(5000));
    var updates = all(version, Update.class);
    assertThat(updates.getFirst().old()).isNull();
    assertThat(texts(updates.getFirst().row()))
        .containsExactly("1", "null", "3", "ok", "{sad,ok}", "unchanged");
    var keyChange = updates.get(1).old();
    assertThat(keyChange.keyOnly()).isTrue();
    assertThat(texts(keyChange.row()).getFirst()).isEqualTo("1");
    assertThat(updates.get(2).old().keyOnly()).isFalse();
    assertThat(all(version, Delete.class))
        .extracting(d -> d.old().keyOnly())
        .containsExactly(true, false, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void readsTruncatesMessagesAndOrigins(int version) {
    var truncates = all(version, Truncate.class);
    assertThat(truncates.getFirst().relations()).hasSize(2);
    assertThat(truncates.getFirst().restartIdentity()).isTrue();
    assertThat(truncates.getFirst().cascade()).isFalse();
    assertThat(truncates.get(1).cascade()).isTrue();
    var messages = all(version, LogicalMessage.class);
    assertThat(messages).extracting(LogicalMessage::transactional).containsExactly(true, false);
    assertThat(messages)
        .extracting(LogicalMessage::prefix)
        .containsExactly("outbox.orders", "audit");
    assertThat(messages.get(1).content()).containsExactly(0, 0xFF);
    assertThat(all(version, Origin.class))
        .containsExactly(new Origin(Lsn.parse("0/ABCD"), "elsewhere"));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void commitsAreOfTheirBegins(int version) {
    var begins = all(version, Begin.class);
    var commits = all(version, Commit.class);
    assertThat(commits).hasSameSizeAs(begins);
    for (int i = 0; i < begins.size(); i++) {
      assertThat(commits.get(i).commitLsn()).isEqualTo(begins.get(i).commitLsn());
      assertThat(commits.get(i).commitMicros()).isEqualTo(begins.get(i).commitMicros());
      assertThat(commits.get(i).endLsn()).isGreaterThan(commits.get(i).commitLsn());
    }
  }

  @Test
  void readsTheStreamAbortThatPostgres18SendsUnasked() {
    assertThat(decodeHex("41 000002e7 000002e8")).isEqualTo(new StreamAbort(743, 744));
  }

  @Test
  void oidsAndXidsAreUnsigned() {
    assertThat(decodeHex("42 0000000000000001 0000000000000002 ffffffff"))
        .isEqualTo(new Begin(new Lsn(1), 2, 4294967295L));
  }

  @Test
  void readsWhatStandsInTheMiddleOfAnArray() {
    byte[] bytes = HexFormat.of().parseHex("ffffff41000002e7000002e8ffff");
    assertThat(new PgOutputDecoder().decode(bytes, 3, 12)).isEqualTo(new StreamAbort(743, 744));
  }

  @Test
  void theRowsOfAMessageMakeRoomForTheNext() {
    var decoder = new PgOutputDecoder();
    byte[] wide = HexFormat.of().parseHex("49000000014e00037400000001616e7400000001" + "62");
    byte[] narrow = HexFormat.of().parseHex("49000000014e0001740000000163");
    var first = (Insert) decoder.decode(wide, 0, wide.length);
    assertThat(Tuples.texts(first.row())).containsExactly("a", null, "b");
    var second = (Insert) decoder.decode(narrow, 0, narrow.length);
    assertThat(Tuples.texts(second.row())).containsExactly("c");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "               | 0  | an empty payload",
        "5a             | 1  | an unknown tag",
        "53 00000001 01 | 1  | a message of a later protocol",
        "42 00          | 1  | a cut field",
        "41 000002e7 000002e8 00 | 9 | bytes too many",
        "43 01 0000000000000001 0000000000000001 0000000000000001 | 1 | unknown flags",
        "59 00000001 61 | 5  | a string without end",
        "52 00000001 00 6100 78 0000 | 9 | an unknown replica identity",
        "52 00000001 00 6100 64 7fff 00 | 9 | more columns than bytes",
        "52 00000001 00 6100 64 ffff 00 | 9 | a negative number of columns",
        "49 00000001 4f 0000 | 6 | an old row in an INSERT",
        "44 00000001 4e 0000 | 6 | a new row in a DELETE",
        "49 00000001 4e 0001 62 | 9 | a binary value",
        "49 00000001 4e 0001 74 7fffffff 61 | 9 | a value longer than the message",
        "49 00000001 4e 0001 74 ffffffff 61 | 9 | a value of negative length",
        "54 7fffffff 00 00000001 | 6 | more relations than bytes",
        "54 ffffffff 00 | 6 | a negative number of relations",
        "4d 02 0000000000000001 00 00000000 | 1 | a message neither transactional nor not",
      })
  void refuses(String hex, int offset, String what) {
    assertThatThrownBy(() -> decodeHex(hex == null ? "" : hex))
        .isInstanceOfSatisfying(
            MalformedMessageException.class,
            e -> {
              assertThat(e.offset()).as(e.getMessage()).isEqualTo(offset);
              assertThat(e.tag())
                  .isEqualTo(hex == null ? -1 : Integer.parseInt(hex.substring(0, 2), 16));
              assertThat(e.failure().reason()).isEqualTo(Reason.MalformedMessage);
            });
  }
}
