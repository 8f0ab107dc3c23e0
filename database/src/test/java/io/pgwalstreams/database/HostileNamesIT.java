package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.PublicationDefinition.Table;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a name is, nothing but what it names is made, read, altered or dropped. */
class HostileNamesIT {
  private static final Claim OURS = Claim.local("shop", "orders");
  private static final Set<String> ALL = Set.of("insert", "update", "delete", "truncate");
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start(PostgresVersion.PG18);
    server.execute("create table victim(id int primary key)");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<String> names() {
    return List.of(
        "a\"; drop table victim; --",
        "'; drop table victim; --",
        "');drop table victim;--",
        "\\'; drop table victim; --",
        "$$; drop table victim; $$",
        "a\"b\"\"c",
        "\"",
        "'",
        "\\",
        "/*",
        "--",
        ";",
        "?",
        "{fn now()}",
        "%s%n$1",
        " ",
        "a\nb",
        "\r\n\t",
        "a.b",
        "a,b",
        "{a,b}",
        "(a)",
        "select",
        "NULL",
        "Żółw",
        "\u202Eevil\u200B",
        "😀",
        "x".repeat(63),
        "ż".repeat(31) + "a",
        "😀".repeat(15) + "abc");
  }

  /** Everything that has a name, and that a statement could have made or dropped. */
  private static Set<String> objects() throws SQLException {
    var all = new TreeSet<String>();
    try (Connection c = server.connect();
        var statement = c.createStatement();
        var row =
            statement.executeQuery(
                """
                select 'relation ' || n.nspname || '.' || c.relname from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname not in ('pg_catalog', 'pg_toast', 'information_schema')
                union all select 'schema ' || nspname from pg_namespace where nspname !~ '^pg_t'
                union all select 'role ' || rolname from pg_roles
                union all select 'function ' || proname from pg_proc where oid >= 16384
                union all select 'database ' || datname from pg_database
                union all select 'publication ' || pubname from pg_publication
                union all select 'slot ' || slot_name from pg_replication_slots""")) {
      while (row.next()) {
        all.add(row.getString(1));
      }
    }
    return all;
  }

  /** PostgreSQL's own quoting, not ours. */
  private static void executeFormatted(String format, String name) throws SQLException {
    try (Connection c = server.connect();
        var ask = c.prepareStatement("select format(?, ?, ?, ?)");
        var statement = c.createStatement()) {
      for (int i = 2; i <= 4; i++) {
        ask.setString(i, name);
      }
      ask.setString(1, format);
      try (var row = ask.executeQuery()) {
        row.next();
        statement.execute(row.getString(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aNameIsNothingButAName(String name) throws SQLException {
    executeFormatted("create schema %1$I", name);
    executeFormatted("create table %1$I.%2$I(%3$I int primary key, \"other\" int)", name);
    Set<String> before = objects();
    try (Connection c = server.connect()) {
      var publications = new Publications(c);
      var one = new Table(name, name, List.of(name), null);
      var definition = new PublicationDefinition(name, List.of(one), List.of(), false, ALL, false);
      assertThat(publications.ensure(definition, OURS)).isEqualTo(Publications.Outcome.CREATED);
      assertThat(publications.ensure(definition, OURS)).isEqualTo(Publications.Outcome.UNCHANGED);
      assertThat(publications.read(name).orElseThrow().tables()).containsExactly(one);
      assertThat(added(before)).containsExactly("publication " + name);
      assertThat(publications.tableCount(name)).isEqualTo(1);
      var whole =
          new PublicationDefinition(name, List.of(), List.of(name), false, Set.of("insert"), true);
      assertThat(publications.ensure(whole, OURS)).isEqualTo(Publications.Outcome.ALTERED);
      assertThat(publications.ensure(whole, OURS)).isEqualTo(Publications.Outcome.UNCHANGED);
      assertThat(publications.drop(name, OURS)).isTrue();
    }
    assertThat(objects()).isEqualTo(before);
    executeFormatted("drop schema %1$I cascade", name);
  }

  private static Set<String> added(Set<String> before) throws SQLException {
    Set<String> now = objects();
    assertThat(now).containsAll(before);
    now.removeAll(before);
    return now;
  }

  @ParameterizedTest
  @MethodSource("names")
  void aSlotOfSuchANameIsRefusedByPostgresOrIsThatSlot(String name) throws SQLException {
    Set<String> before = objects();
    try (Connection c = server.connect()) {
      assertThat(new SlotReader(c).read(name)).isEmpty();
      assertThat(new SlotClaims(c).holder(name)).isEmpty();
      try {
        new Slots(c).create(name, true);
        assertThat(added(before)).containsExactly("slot " + name);
        new Slots(c).drop(name);
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isIn("42602", "42622");
      }
    }
    assertThat(objects()).isEqualTo(before);
  }

  /** PostgreSQL cuts a name off behind 63 bytes; the rest would be another object's name. */
  @Test
  void aNameThatPostgresWouldCutOffIsRefused() throws SQLException {
    String cut = "ż".repeat(31);
    String name = cut + "ż";
    executeFormatted("create schema %1$I", cut);
    executeFormatted("create table %1$I.victim(id int primary key)", cut);
    Set<String> before = objects();
    var victim = new Table("public", "victim", List.of(), null);
    for (var definition :
        List.of(
            new PublicationDefinition(name, List.of(victim), List.of(), false, ALL, false),
            new PublicationDefinition("p", List.of(), List.of(name), false, ALL, false),
            of(new Table(name, "victim", List.of(), null)),
            of(new Table("public", name, List.of(), null)),
            of(new Table("public", "victim", List.of("id", name), null)))) {
      try (Connection c = server.connect()) {
        var publications = new Publications(c);
        assertThatExceptionOfType(FailureException.class)
            .isThrownBy(() -> publications.ensure(definition, OURS))
            .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.InvalidSpec));
      }
    }
    assertThat(objects()).isEqualTo(before);
    executeFormatted("drop schema %1$I cascade", cut);
  }

  private static PublicationDefinition of(Table table) {
    return new PublicationDefinition("p", List.of(table), List.of(), false, ALL, false);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "true); drop table victim; --",
        "true) with (publish = '')",
        "true), public.other where (true",
        "id = (select 1 from pg_authid limit 1)",
        "pg_terminate_backend(1)",
        "lo_import('/etc/passwd') > 0",
        "pg_read_file('/etc/passwd') = ''",
        "set_config('a.b', 'c', false) = ''",
        "exists (select 1)",
        "'\\'' || '",
        "id = 1 -- ",
        "id = 1 /* ",
        "E'\\'' = ''; drop table victim",
        "$$ $$ = ' ",
        "U&'\\0027' = ''"
      })
  void aRowFilterIsNothingButAnExpressionOfTheRow(String where) throws SQLException {
    Set<String> before = objects();
    try (Connection c = server.connect()) {
      var publications = new Publications(c);
      assertThatExceptionOfType(FailureException.class)
          .isThrownBy(
              () -> publications.ensure(of(new Table("public", "victim", List.of(), where)), OURS))
          .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.RowFilterInvalid));
    }
    assertThat(objects()).isEqualTo(before);
  }
}
