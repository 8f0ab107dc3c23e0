package io.pgwalstreams.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.database.Publications;
import io.pgwalstreams.postgres.PostgresEndpoint.TlsMode;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.tls.TlsMaterial;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SourceSetupIT {
  private static final String OURS =
      """
      publication: {managed: {name: p, operations: [insert], tables: [{name: a}]}}
      slot: {managed: {name: s}}""";
  private static final Claim CLAIM = new Claim("here", "default", "shop", "1234");

  private static PostgresEndpoint endpoint(PostgresServer server, String user) {
    return new PostgresEndpoint(
        server.host(),
        server.port(),
        "postgres",
        user,
        () -> new char[0],
        new PostgresEndpoint.Tls(TlsMode.DISABLE, TlsMaterial.NONE),
        "pgwalstreams it",
        Duration.ofSeconds(5));
  }

  private static SourceSetup setup(PostgresServer server, String parts, Claim claim) {
    return new SourceSetup(
        TestDocuments.of("", parts),
        endpoint(server, "reader"),
        Optional.of(endpoint(server, "owner")),
        claim);
  }

  private static PostgresServer server(PostgresVersion version) {
    var server = PostgresServer.start(version);
    server.execute(
        "CREATE ROLE reader LOGIN REPLICATION",
        "CREATE ROLE owner LOGIN",
        "GRANT CREATE ON DATABASE postgres TO owner",
        "CREATE TABLE a (id int PRIMARY KEY)",
        "CREATE TABLE b (id int PRIMARY KEY)",
        "ALTER TABLE a OWNER TO owner",
        "ALTER TABLE b OWNER TO owner");
    return server;
  }

  private static Failure failure(Runnable work) {
    try {
      work.run();
    } catch (FailureException e) {
      return e.failure();
    }
    throw new AssertionError("nothing failed");
  }

  private static boolean drop(PostgresServer server, Claim claim) throws SQLException {
    try (var connection = new PgConnector(endpoint(server, "owner")).sql()) {
      return new Publications(connection).drop("p", claim);
    }
  }

  private static String count(PostgresServer server, String from) {
    return server.query("SELECT count(*) FROM " + from);
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void makesAndAltersAndDropsWhatIsOurs(PostgresVersion version) throws SQLException {
    try (var server = server(version)) {
      var ours = setup(server, OURS, CLAIM);
      assertThat(ours.preparePublication()).isEqualTo("publication 'p' created");
      ours.createSlot(f -> {}, () -> false);
      assertThat(ours.preparePublication()).isEqualTo("publication 'p' is as asked for");
      assertThat(setup(server, OURS.replace("name: a", "name: b"), CLAIM).preparePublication())
          .isEqualTo("publication 'p' altered");
      ours.dropSlot();
      ours.dropSlot();
      assertThat(count(server, "pg_replication_slots")).isEqualTo("0");
      assertThat(drop(server, CLAIM)).isTrue();
      assertThat(drop(server, CLAIM)).isFalse();
      assertThat(count(server, "pg_publication")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void leavesAloneWhatIsNotOurs(PostgresVersion version) throws SQLException {
    try (var server = server(version)) {
      var other = setup(server, OURS, Claim.local("default", "shop"));
      var existing =
          setup(server, "publication: {existing: {name: p}}\nslot: {existing: {name: s}}", CLAIM);
      assertThat(failure(existing::preparePublication).reason())
          .isEqualTo(Reason.PublicationMissing);
      setup(server, OURS, CLAIM).preparePublication();
      assertThat(existing.preparePublication()).isEqualTo("publication 'p' exists");
      assertThat(failure(other::preparePublication).reason()).isEqualTo(Reason.ClaimedByAnother);
      assertThat(drop(server, Claim.local("default", "shop"))).isFalse();
      assertThat(failure(existing::dropSlot).reason()).isEqualTo(Reason.SlotLost);
      assertThat(count(server, "pg_publication")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void refusesAPublicationYoungerThanItsSlot(PostgresVersion version) {
    try (var server = server(version)) {
      var ours = setup(server, OURS, CLAIM);
      ours.createSlot(f -> {}, () -> false);
      assertThat(failure(ours::preparePublication).reason())
          .isEqualTo(Reason.PublicationNewerThanSlot);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void leavesTheSlotAloneThatAnotherWorkerMadeAtTheSameMoment(PostgresVersion version) {
    try (var server = server(version)) {
      setup(server, OURS, CLAIM).createSlot(f -> {}, () -> false);
      String made = server.query("SELECT confirmed_flush_lsn FROM pg_replication_slots");
      setup(server, OURS, CLAIM).createSlot(f -> {}, () -> false);
      assertThat(server.query("SELECT confirmed_flush_lsn FROM pg_replication_slots"))
          .isEqualTo(made);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void tellsWhomASlotWaitsForAndGivesUpWhenStopped(PostgresVersion version) throws SQLException {
    try (var server = server(version);
        var open = server.connect();
        var statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("INSERT INTO a VALUES (1)");
      List<Failure> told = new CopyOnWriteArrayList<>();
      var stop = new AtomicBoolean();
      var creating =
          CompletableFuture.runAsync(
              () -> setup(server, OURS, CLAIM).createSlot(told::add, stop::get));
      await().until(() -> told.size() >= 2);
      assertThat(told.getFirst().reason()).isEqualTo(Reason.WaitingForTransactions);
      assertThat(told.getFirst().message()).contains("slot 's'", "pid ");
      stop.set(true);
      await().until(creating::isDone);
      creating.join();
      open.rollback();
      await().until(() -> count(server, "pg_replication_slots").equals("0"));
    }
  }
}
