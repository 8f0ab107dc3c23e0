package io.pgwalstreams.operator.source;

import static io.pgwalstreams.operator.source.TestDocuments.EXISTING;
import static io.pgwalstreams.operator.source.TestDocuments.OUR_SLOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two at the same moment, each held up just where it hurts. */
class RacesIT {
  private final MovableClock clock = new MovableClock();
  private PostgresServer server;
  private DatabaseSources sources;

  @BeforeEach
  void begin() {
    server = TestServers.prepared(PostgresVersion.PG17);
    sources = new DatabaseSources(AddressRules.NONE, k -> {}, clock);
  }

  @AfterEach
  void end() {
    sources.close();
    server.close();
  }

  /** Somebody's open transaction, which holds a lock. */
  private Connection holding(String statement) throws SQLException {
    Connection open = server.connect();
    open.setAutoCommit(false);
    try (var sql = open.createStatement()) {
      sql.execute(statement);
    }
    return open;
  }

  private void awaitOneThatWaits() {
    await()
        .until(
            () -> server.query("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted").equals("t"));
  }

  private static Optional<Reason> publication(Sources.Look look) {
    return look.report().publication().failure().map(Failure::reason);
  }

  @Test
  void whoCreatesAPublicationAMomentTooLateIsToldThatItIsAnothers() throws SQLException {
    var late = new Customer(sources, clock, server, "u1");
    try (Connection early = holding("CREATE PUBLICATION p FOR TABLE a")) {
      late.look();
      awaitOneThatWaits();
      early.commit();
    }
    Set<Reason> told = EnumSet.noneOf(Reason.class);
    await()
        .atMost(Customer.LIMIT)
        .until(
            () -> {
              publication(late.look()).ifPresent(told::add);
              return !told.isEmpty();
            });
    assertThat(told).containsExactly(Reason.ClaimedByAnother);
    assertThat(late.deeds()).isEmpty();
  }

  @Test
  void aWalStreamThatIsForgottenInTheMiddleOfALookKeepsNoSlotFromOthers() throws SQLException {
    server.execute("CREATE PUBLICATION p FOR TABLE a");
    var gone = new Customer(sources, clock, server, "u1").asks(EXISTING, OUR_SLOT);
    gone.untilReady();
    try (Connection held = holding("LOCK TABLE pg_publication IN ACCESS EXCLUSIVE MODE")) {
      clock.move(Duration.ofSeconds(31));
      gone.look();
      awaitOneThatWaits();
      gone.forget();
      held.commit();
    }
    await()
        .until(
            () ->
                server
                    .query(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name ="
                            + " 'pgwalstreams shop/orders'")
                    .equals("0"));
    new Customer(sources, clock, server, "u2").asks(EXISTING, OUR_SLOT).untilReady();
  }

  @Test
  void whatALookIsJustCreatingIsGivenBackToo() throws SQLException {
    var customer = new Customer(sources, clock, server, "u1");
    try (Connection held = holding("LOCK TABLE pg_publication IN SHARE MODE")) {
      customer.look();
      awaitOneThatWaits();
      assertThat(customer.release()).isInstanceOf(Release.Working.class);
      held.commit();
    }
    assertThat(customer.releasesUntilOver()).isInstanceOf(Release.Done.class);
    assertThat(customer.givenBack())
        .containsExactly(Deed.Kind.PublicationCreated, Deed.Kind.PublicationDropped);
    assertThat(server.query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
    assertThat(server.query("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
  }

  @Test
  void anAlterationThatWaitsForALockSaysSoAndGoesOn() throws SQLException {
    var customer = new Customer(sources, clock, server, "u1");
    customer.untilReady();
    try (Connection held = holding("LOCK TABLE a IN ACCESS EXCLUSIVE MODE")) {
      customer.asks("managed: {name: p, tables: [{name: a, where: \"id > 1\"}]}", OUR_SLOT);
      SourceReport waits =
          customer.until(
              r ->
                  assertThat(r.publication().failure().map(Failure::reason))
                      .contains(Reason.LockTimeout));
      assertThat(waits.database().usable()).isTrue();
      held.commit();
    }
    customer.untilReady();
  }

  @Test
  void oneSlotNameInTwoDatabasesOfAServerIsOnesAlone() {
    server.execute("CREATE DATABASE other");
    server.executeIn(
        "other",
        "CREATE TABLE a (id int PRIMARY KEY)",
        "ALTER TABLE a OWNER TO owner",
        "GRANT CREATE ON DATABASE other TO owner");
    new Customer(sources, clock, server, "u1").untilReady();
    new Customer(sources, clock, server, "u2")
        .in("other")
        .until(
            r ->
                assertThat(r.slot().failure().map(Failure::reason))
                    .contains(Reason.SlotUnsuitable));
  }
}
