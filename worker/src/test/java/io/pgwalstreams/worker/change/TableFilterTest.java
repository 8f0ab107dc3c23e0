package io.pgwalstreams.worker.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.ReplicaIdentity;
import io.pgwalstreams.worker.pgoutput.Tuple;
import io.pgwalstreams.worker.pgoutput.Tuples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableFilterTest {
  private static final Position AT = new Position(new Lsn(1), 1);
  private static final TransactionId TX = new TransactionId(new Lsn(1), 1, 1);
  private static final Tuple ROW = Tuples.of();

  private static Relation table(String schema, String name, String... columns) {
    return new Relation(
        7,
        schema,
        name,
        ReplicaIdentity.DEFAULT,
        Arrays.stream(columns).map(c -> new Column(false, c, 25, -1)).toList());
  }

  private static TableFilter tables(Map<String, List<String>> tables) {
    return TableFilter.of(tables, List.of(), List.of());
  }

  private static String wanted(TableFilter filter, String schema, String name) {
    var table = table(schema, name);
    var old = new OldTuple(true, ROW);
    var changes =
        List.of(
            new Change.Inserted(AT, TX, table, ROW),
            new Change.Updated(AT, TX, table, old, ROW),
            new Change.Deleted(AT, TX, table, old),
            new Change.Truncated(AT, TX, table));
    var letters = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      letters.append(filter.wants(changes.get(i)) ? "iudt".charAt(i) : '-');
    }
    return letters.toString();
  }

  @Test
  void withoutTablesEverythingIsWanted() {
    assertThat(wanted(tables(Map.of()), "public", "users")).isEqualTo("iudt");
  }

  @Test
  void aNameAloneIsThatTableInAnySchema() {
    var filter = tables(Map.of("users", List.of("insert", "update")));
    assertThat(wanted(filter, "public", "users")).isEqualTo("iu--");
    assertThat(wanted(filter, "other", "users")).isEqualTo("iu--");
    assertThat(wanted(filter, "public", "orders")).isEqualTo("----");
    assertThat(wanted(filter, "users", "orders")).isEqualTo("----");
    assertThat(wanted(filter, "public", "Users")).isEqualTo("----");
  }

  @Test
  void patternsAddUp() {
    var filter =
        tables(
            Map.of(
                "*", List.of("insert"),
                "audit.*", List.of("delete"),
                "audit.log", List.of("truncate"),
                "quiet", List.of()));
    assertThat(wanted(filter, "public", "users")).isEqualTo("i---");
    assertThat(wanted(filter, "audit", "trail")).isEqualTo("i-d-");
    assertThat(wanted(filter, "audit", "log")).isEqualTo("i-dt");
    assertThat(wanted(filter, "public", "quiet")).isEqualTo("i---");
  }

  @Test
  void operationsMayBeInCapitals() {
    assertThat(wanted(tables(Map.of("t", List.of("INSERT", "Truncate"))), "s", "t"))
        .isEqualTo("i--t");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "order*,        public, orders_2026, true",
        "*_2026,        public, orders_2026, true",
        "o*s*6,         public, orders_2026, true",
        "orders,        public, orders_2026, false",
        "pub*.orders,   public, orders,      true",
        "*.orders,      public, orders,      true",
        "a.orders,      public, orders,      false",
        "'\"my.table\"', public, my.table,   true",
        "public.\"my.table\", public, my.table, true",
        "my.table,      public, my.table,    false",
        "my.table,      my,     table,       true",
        "\"a*\",        public, a*,          true",
        "\"a*\",        public, ab,          false",
        "\"say \"\"hi\"\"\", public, 'say \"hi\"', true",
        "t+(x)[y]|z,    public, t+(x)[y]|z,  true",
        "żółw,          public, żółw,        true",
        "*,             public, 'a\nb',      true",
      })
  void matches(String pattern, String schema, String name, boolean expected) {
    var filter = tables(Map.of(pattern, List.of("insert")));
    assertThat(wanted(filter, schema, name)).isEqualTo(expected ? "i---" : "----");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "a.", ".a", "a..b", "a.b.c", "\"a", "\"\"", "\"a\"b", "a\"b\"", "\"a\"\""
      })
  void refusesAPatternOfAnotherForm(String pattern) {
    assertThatThrownBy(() -> tables(Map.of(pattern, List.of("insert"))))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().reason()).isEqualTo(Reason.InvalidSpec);
              assertThat(e.failure().message()).contains("'" + pattern + "'");
              assertThat(e.failure().remedy()).contains("schema.table");
            });
  }

  @Test
  void refusesAnUnknownOperation() {
    assertThatThrownBy(() -> tables(Map.of("users", List.of("upsert"))))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("'upsert' for 'users'");
  }

  @Test
  void decidesAnewWhenTheTableIsDescribedAnew() {
    var filter = tables(Map.of("users", List.of("insert")));
    assertThat(wanted(filter, "public", "users")).isEqualTo("i---");
    assertThat(wanted(filter, "public", "people")).isEqualTo("----");
    assertThat(wanted(filter, "public", "users")).isEqualTo("i---");
  }

  @Test
  void excludesColumnsByTableOrSchemaAndTable() {
    var filter =
        TableFilter.of(
            Map.of(), List.of("users.password_hash", "audit.*.ip", "*.\"a.b\""), List.of());
    assertThat(filter.excludedColumns(table("public", "users", "id", "password_hash", "ip", "a.b")))
        .containsExactlyInAnyOrder("password_hash", "a.b");
    assertThat(filter.excludedColumns(table("audit", "log", "ip", "password_hash")))
        .containsExactly("ip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "a.b.c.d", "users."})
  void refusesAColumnWithoutTable(String column) {
    assertThatThrownBy(() -> TableFilter.of(Map.of(), List.of(column), List.of()))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("table.column");
  }

  @Test
  void takesTheLogicalMessagesThatAreAskedFor() {
    var filter = TableFilter.of(Map.of(), List.of(), List.of("outbox", "audit.*"));
    var taken = new ArrayList<String>();
    for (String prefix : List.of("outbox", "outbox.orders", "audit.x", "auditx", "")) {
      if (filter.wants(new Change.Message(AT, TX, prefix, new byte[0]))) {
        taken.add(prefix);
      }
    }
    assertThat(taken).containsExactly("outbox", "audit.x");
    assertThat(tables(Map.of()).wants(new Change.Message(AT, TX, "outbox", new byte[0]))).isFalse();
  }
}
