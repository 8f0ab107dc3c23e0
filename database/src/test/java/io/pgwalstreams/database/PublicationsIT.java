package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.PublicationDefinition.Table;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Publications made and altered by a role that owns its tables and is no superuser. */
@ParameterizedClass
@EnumSource
class PublicationsIT {
  private static final Claim OURS = Claim.local("shop", "orders");
  private static final Set<String> ALL = Set.of("insert", "update", "delete", "truncate");

  @Parameter private PostgresVersion version;
  private static PostgresServer server;
  private Connection owner;
  private Publications publications;

  @BeforeParameterizedClassInvocation
  static void start(PostgresVersion version) {
    server = PostgresServer.start(version);
    server.execute("create role owner login", "create database app owner owner");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @BeforeEach
  void tables() throws SQLException {
    owner = server.connect("app", "owner", "");
    execute(
        "create schema shop",
        "create table shop.users(id int primary key, name text, secret text)",
        "create table shop.orders(id int primary key, state text)",
        "create table shop.keyless(line text)");
    publications = new Publications(owner);
  }

  @AfterEach
  void drop() throws SQLException {
    execute("drop schema shop cascade", "drop publication if exists p");
    owner.close();
  }

  private void execute(String... statements) throws SQLException {
    try (var statement = owner.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Table table(String name) {
    return table(name, null);
  }

  private static Table table(String name, @Nullable String where, String... columns) {
    return new Table("shop", name, List.of(columns), where);
  }

  private static PublicationDefinition of(Set<String> operations, Table... tables) {
    return new PublicationDefinition("p", List.of(tables), List.of(), false, operations, false);
  }

  private static PublicationDefinition of(Table... tables) {
    return of(ALL, tables);
  }

  private void refuses(PublicationDefinition definition, Reason reason, String words) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> publications.ensure(definition, OURS))
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(reason))
        .withMessageContaining(words);
  }

  @Test
  void makesItOnceAndThenFindsItAsAskedFor() throws SQLException {
    var wanted = of(table("users"), table("orders"));
    assertThat(publications.ensure(wanted, OURS)).isEqualTo(Publications.Outcome.CREATED);
    assertThat(publications.ensure(wanted, OURS)).isEqualTo(Publications.Outcome.UNCHANGED);
    PublicationState is = publications.read("p").orElseThrow();
    assertThat(is.claim()).contains(OURS);
    assertThat(is.operations()).isEqualTo(ALL);
    assertThat(is.tables()).extracting(Table::name).containsExactlyInAnyOrder("users", "orders");
  }

  @Test
  void altersTablesAndOperations() throws SQLException {
    publications.ensure(of(table("users")), OURS);
    var wanted = of(Set.of("insert", "delete"), table("orders"));
    assertThat(publications.ensure(wanted, OURS)).isEqualTo(Publications.Outcome.ALTERED);
    PublicationState is = publications.read("p").orElseThrow();
    assertThat(is.operations()).containsExactlyInAnyOrder("insert", "delete");
    assertThat(is.tables()).extracting(Table::name).containsExactly("orders");
    assertThat(publications.ensure(wanted, OURS)).isEqualTo(Publications.Outcome.UNCHANGED);
  }

  @Test
  void altersColumnsAndRowFiltersAndKnowsThemAgain() throws SQLException {
    assumeTrue(version.major() >= 15, "PostgreSQL 15");
    publications.ensure(of(table("users")), OURS);
    var wanted = of(table("users", "id > 10 and (id <> 20)", "id", "name"));
    assertThat(publications.ensure(wanted, OURS)).isEqualTo(Publications.Outcome.ALTERED);
    assertThat(publications.read("p").orElseThrow().tables().getFirst().columns())
        .containsExactly("id", "name");
    assertThat(publications.ensure(wanted, OURS)).isEqualTo(Publications.Outcome.UNCHANGED);
    var other = of(table("users", "id > 11 and (id <> 20)", "id", "name"));
    assertThat(publications.ensure(other, OURS)).isEqualTo(Publications.Outcome.ALTERED);
    execute("alter publication p set table shop.users (id, name) where (id > 12)");
    assertThat(publications.ensure(other, OURS)).isEqualTo(Publications.Outcome.ALTERED);
    assertThat(publications.ensure(other, OURS)).isEqualTo(Publications.Outcome.UNCHANGED);
    assertThat(publications.ensure(of(table("users")), OURS))
        .isEqualTo(Publications.Outcome.ALTERED);
    assertThat(publications.drop("p", OURS)).isTrue();
  }

  @Test
  void leavesOutWhatPostgres14DoesNotKnow() {
    assumeTrue(version.major() == 14, "PostgreSQL 14");
    refuses(of(table("users", "id > 1")), Reason.ServerUnsupported, "row filters");
    refuses(of(table("users", null, "id")), Reason.ServerUnsupported, "column lists");
  }

  @Test
  void publishesSchemas() throws SQLException {
    assumeTrue(version.major() >= 15, "PostgreSQL 15");
    // Schemas are the superuser's to publish (manual, CREATE PUBLICATION, Notes).
    try (Connection superuser = server.connect("app", PostgresServer.SUPERUSER, "")) {
      var whole =
          new PublicationDefinition(
              "s", List.of(), List.of("shop"), false, Set.of("insert"), false);
      var by = new Publications(superuser);
      assertThat(by.ensure(whole, OURS)).isEqualTo(Publications.Outcome.CREATED);
      assertThat(by.ensure(whole, OURS)).isEqualTo(Publications.Outcome.UNCHANGED);
      assertThat(by.read("s").orElseThrow().schemas()).containsExactly("shop");
      assertThat(by.drop("s", OURS)).isTrue();
    }
  }

  @Test
  void saysThatAllTablesCannotBeAltered() throws SQLException {
    try (Connection superuser = server.connect("app", PostgresServer.SUPERUSER, "")) {
      var by = new Publications(superuser);
      var all = new PublicationDefinition("p", List.of(), List.of(), true, Set.of("insert"), false);
      by.ensure(all, OURS);
      assertThat(by.ensure(all, OURS)).isEqualTo(Publications.Outcome.UNCHANGED);
      assertThatExceptionOfType(FailureException.class)
          .isThrownBy(() -> by.ensure(of(table("users")), OURS))
          .withMessageContaining("FOR ALL TABLES");
      assertThat(by.drop("p", OURS)).isTrue();
    }
  }

  @Test
  void quotesWhateverANameHolds() throws SQLException {
    execute("create table shop.\"Żółw \"\"x\"\"; drop table users\"(id int primary key)");
    var wanted = of(table("Żółw \"x\"; drop table users"));
    assertThat(publications.ensure(wanted, OURS)).isEqualTo(Publications.Outcome.CREATED);
    assertThat(publications.ensure(wanted, OURS)).isEqualTo(Publications.Outcome.UNCHANGED);
  }

  @Test
  void leavesAnothersPublicationAlone() throws SQLException {
    publications.ensure(of(table("users")), Claim.local("shop", "other"));
    refuses(of(table("orders")), Reason.ClaimedByAnother, "shop/other");
    assertThat(publications.drop("p", OURS)).isFalse();
    assertThat(publications.read("p").orElseThrow().tables())
        .extracting(Table::name)
        .containsExactly("users");
  }

  @Test
  void leavesAPublicationThatExistedBeforeAlone() throws SQLException {
    execute("create publication p for table shop.users");
    refuses(of(table("orders")), Reason.ClaimedByAnother, "existed before");
    assertThat(publications.drop("p", OURS)).isFalse();
  }

  @Test
  void dropsItsOwn() throws SQLException {
    publications.ensure(of(table("users")), OURS);
    assertThat(publications.drop("p", OURS)).isTrue();
    assertThat(publications.drop("p", OURS)).isFalse();
    assertThat(publications.read("p")).isEmpty();
  }

  @Test
  void refusesWhatWouldMakePostgresRefuseTheApplicationsWrites() throws SQLException {
    refuses(of(table("keyless")), Reason.ReplicaIdentityInsufficient, "no replica identity");
    assertThat(publications.read("p")).isEmpty();
    publications.ensure(of(Set.of("insert"), table("keyless")), OURS);
    execute("insert into shop.keyless values ('a')", "update shop.keyless set line = 'b'");
  }

  @Test
  void refusesAColumnListAndAFilterThatTheApplicationWouldFeel() throws SQLException {
    assumeTrue(version.major() >= 15, "PostgreSQL 15");
    refuses(of(table("users", null, "name")), Reason.ReplicaIdentityInsufficient, "column id");
    refuses(
        of(table("users", "name = 'a'")),
        Reason.ReplicaIdentityInsufficient,
        "row filter on column name");
    execute("alter table shop.users replica identity full");
    publications.ensure(of(table("users", "name = 'a'")), OURS);
    execute("insert into shop.users values (1, 'a')", "update shop.users set name = 'b'");
  }

  @Test
  void leavesAnExistingPublicationUntouchedByARefusal() throws SQLException {
    publications.ensure(of(table("users")), OURS);
    refuses(of(table("users"), table("keyless")), Reason.ReplicaIdentityInsufficient, "keyless");
    assertThat(publications.read("p").orElseThrow().tables())
        .extracting(Table::name)
        .containsExactly("users");
  }

  @Test
  void namesWhatDoesNotExist() {
    refuses(of(table("nowhere")), Reason.TableMissing, "shop.nowhere does not exist");
    if (version.major() >= 15) {
      refuses(of(table("users", null, "id", "age")), Reason.TableMissing, "no column age");
    }
  }

  @Test
  void namesWhatCannotBePublished() throws SQLException {
    execute("create view shop.v as select 1", "create unlogged table shop.u(id int primary key)");
    refuses(of(table("v")), Reason.TableUnsupported, "a view");
    refuses(of(table("u")), Reason.TableUnsupported, "unlogged");
  }

  @Test
  void aRowFilterIsOneExpressionThatPostgresTakes() throws SQLException {
    assumeTrue(version.major() >= 15, "PostgreSQL 15");
    refuses(
        of(table("users", "true), shop.keyless WHERE (true")), Reason.RowFilterInvalid, "closes");
    refuses(of(table("users", "id >")), Reason.RowFilterInvalid, "syntax error");
    refuses(of(table("users", "id + 1")), Reason.RowFilterInvalid, "boolean");
    refuses(of(table("users", "id > random()")), Reason.RowFilterInvalid, "mutable functions");
    refuses(of(table("users", "nosuch = 1")), Reason.RowFilterInvalid, "nosuch");
    assertThat(publications.read("p")).isEmpty();
  }

  @Test
  void aTableOfAnotherOwnerIsAMissingPrivilege() throws SQLException {
    server.executeIn("app", "create table shop.theirs(id int primary key)");
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> publications.ensure(of(table("theirs")), OURS))
        .satisfies(
            e ->
                assertThat(SqlFailures.of(e, "preparing publication 'p'").reason())
                    .isEqualTo(Reason.PrivilegeMissing));
  }

  @Test
  void aLockThatAnotherSessionHoldsIsNotWaitedForWithoutEnd() throws SQLException {
    publications.ensure(of(table("users")), OURS);
    try (Connection other = server.connect("app", "owner", "")) {
      other.setAutoCommit(false);
      try (var statement = other.createStatement()) {
        statement.execute("lock table shop.orders in access exclusive mode");
      }
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> publications.ensure(of(table("users"), table("orders")), OURS))
          .satisfies(
              e -> assertThat(SqlFailures.of(e, "x").reason()).isEqualTo(Reason.LockTimeout));
    }
  }
}
