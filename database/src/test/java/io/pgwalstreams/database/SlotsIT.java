package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Slots made and judged by a role that may replicate and nothing else. */
@ParameterizedClass
@EnumSource
class SlotsIT {
  @Parameter private PostgresVersion version;
  private static PostgresServer server;
  private Connection replicator;

  @BeforeParameterizedClassInvocation
  static void start(PostgresVersion version) {
    server =
        PostgresServer.start(
            version, PostgresServer.Options.none().with("max_prepared_transactions", "2"));
    server.execute("create role replicator login replication", "create table t(id int)");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    replicator = server.connect("postgres", "replicator", "");
  }

  @AfterEach
  void drop() throws SQLException {
    replicator.close();
    server.query("select count(pg_drop_replication_slot(slot_name)) from pg_replication_slots");
  }

  private Optional<SlotState> read() throws SQLException {
    return new SlotReader(replicator).read("s");
  }

  private Reason unusable(String database) throws SQLException {
    return SlotHealth.unusable(read(), "s", database).map(Failure::reason).orElseThrow();
  }

  @Test
  void aFreshSlotIsUsableAndFollowsAFailoverWherePostgresCan() throws SQLException {
    new Slots(replicator).create("s", true);
    SlotState is = read().orElseThrow();
    assertThat(SlotHealth.unusable(Optional.of(is), "s", "postgres")).isEmpty();
    assertThat(SlotHealth.busy(is)).isEmpty();
    assertThat(SlotHealth.inDanger(is)).isFalse();
    assertThat(is.failover()).isEqualTo(version.major() >= 17);
    assertThat(is.confirmed()).isNotNull();
  }

  @Test
  void anotherDatabasesOrPluginsSlotIsUnsuitable() throws SQLException {
    new Slots(replicator).create("s", false);
    assertThat(unusable("elsewhere")).isEqualTo(Reason.SlotUnsuitable);
    new Slots(replicator).drop("s");
    server.query("select pg_create_physical_replication_slot('s')");
    assertThat(unusable("postgres")).isEqualTo(Reason.SlotUnsuitable);
  }

  @Test
  void aMissingSlotIsMissing() throws SQLException {
    assertThat(unusable("postgres")).isEqualTo(Reason.SlotMissing);
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> new Slots(replicator).drop("s"))
        .satisfies(e -> assertThat(SqlFailures.of(e, "x").reason()).isEqualTo(Reason.SlotMissing));
  }

  @Test
  void saysWhomItsCreationWaitsFor() throws SQLException {
    try (Connection application = server.connect("postgres", PostgresServer.SUPERUSER, "");
        Connection creating = server.connect("postgres", "replicator", "")) {
      application.setAutoCommit(false);
      try (var impatient = creating.createStatement()) {
        impatient.execute("set lock_timeout = '1ms'");
      }
      try (var statement = application.createStatement()) {
        statement.execute("set application_name = 'nightly import'");
        statement.execute("insert into t values (1)");
      }
      var slots = new Slots(creating);
      int session = slots.session();
      CompletableFuture<Void> created =
          CompletableFuture.runAsync(
              () -> {
                try {
                  slots.create("s", false);
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      var watch = new Slots(replicator);
      await()
          .untilAsserted(
              () ->
                  assertThat(watch.waitingFor(session))
                      .extracting(Slots.Waiting::application)
                      .contains("nightly import"));
      assertThat(watch.waitingFor()).hasSize(1);
      assertThat(watch.waitingFor(watch.session())).isEmpty();
      assertThat(created).isNotDone();
      application.commit();
      await().until(created::isDone);
      created.join();
      assertThat(read()).isPresent();
    }
  }

  /** Why {@link Slots#create} sets it to 0. */
  @Test
  void aLockTimeoutWouldEndTheWait() throws SQLException {
    try (Connection application = server.connect("postgres", PostgresServer.SUPERUSER, "");
        var statement = application.createStatement();
        var impatient = replicator.createStatement()) {
      application.setAutoCommit(false);
      statement.execute("insert into t values (1)");
      impatient.execute("set lock_timeout = '10ms'");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(
              () -> impatient.execute("select pg_create_logical_replication_slot('s', 'pgoutput')"))
          .satisfies(
              e -> assertThat(SqlFailures.of(e, "x").reason()).isEqualTo(Reason.LockTimeout));
    }
  }

  @Test
  void saysThatItsCreationWaitsForAPreparedTransaction() throws SQLException {
    server.execute("begin; insert into t values (2); prepare transaction 'forgotten'");
    assertThat(new Slots(replicator).waitingFor())
        .extracting(Slots.Waiting::application)
        .contains("prepared transaction forgotten");
    server.execute("rollback prepared 'forgotten'");
    assertThat(new Slots(replicator).waitingFor()).isEmpty();
  }

  @Test
  void factsOfTheServerAreReadWithoutPrivileges() throws SQLException {
    server.execute("create role nobody login");
    try (Connection nobody = server.connect("postgres", "nobody", "")) {
      ServerFacts facts = ServerFacts.read(nobody);
      assertThat(facts.mayReplicate()).isFalse();
      assertThat(facts.walLevel()).isEqualTo("logical");
      assertThat(facts.versionNumber() / 10_000).isEqualTo(version.major());
      assertThat(Preflight.of(facts, true))
          .filteredOn(f -> f.failure().isPresent())
          .extracting(Preflight.Finding::name)
          .containsExactly("role");
    }
    server.execute("drop role nobody");
    assertThat(Preflight.of(ServerFacts.read(replicator), true))
        .allMatch(f -> f.failure().isEmpty());
  }
}
