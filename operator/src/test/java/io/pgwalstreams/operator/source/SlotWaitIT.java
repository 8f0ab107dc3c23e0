package io.pgwalstreams.operator.source;

import static io.pgwalstreams.operator.source.TestDocuments.EXISTING;
import static io.pgwalstreams.operator.source.TestDocuments.MANAGED;
import static io.pgwalstreams.operator.source.TestDocuments.OUR_SLOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slot that has to wait for somebody's open transaction. */
class SlotWaitIT {
  private final MovableClock clock = new MovableClock();
  private final List<Key> told = new CopyOnWriteArrayList<>();
  private DatabaseSources sources;

  @BeforeEach
  void begin() {
    sources = new DatabaseSources(AddressRules.NONE, told::add, clock);
  }

  @AfterEach
  void end() {
    sources.close();
  }

  private static SourceReport untilWaiting(Customer customer) {
    return customer.until(
        r ->
            assertThat(r.slot().failure().map(Failure::reason))
                .contains(Reason.WaitingForTransactions));
  }

  private static void write(Connection open) throws SQLException {
    open.setAutoCommit(false);
    try (var statement = open.createStatement()) {
      statement.execute("INSERT INTO a VALUES (1)");
    }
  }

  private static String count(PostgresServer server, String from) {
    return server.query("SELECT count(*) FROM " + from);
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG17", "PG18"})
  void saysForWhomItWaitsAndThenGoesOn(PostgresVersion version) throws SQLException {
    try (var server = TestServers.prepared(version);
        Connection open = server.connect()) {
      write(open);
      String pid = server.query("SELECT pid FROM pg_stat_activity WHERE backend_xid IS NOT NULL");
      var customer = new Customer(sources, clock, server, "u1");
      customer.look();
      await().until(() -> told.size() >= 2);
      SourceReport waits = untilWaiting(customer);
      assertThat(waits.slot().failure().orElseThrow().message()).contains("pid " + pid);
      assertThat(waits.publication().usable()).isTrue();
      untilWaiting(customer.asks(MANAGED, OUR_SLOT));
      open.commit();
      customer.untilReady();
      assertThat(customer.deeds())
          .extracting(Deed::reason)
          .containsExactly("PublicationCreated", "SlotCreated");
    }
  }

  @Test
  void aNameThatIsNotWaitedForAnyMoreIsFree() throws SQLException {
    try (var server = TestServers.prepared(PostgresVersion.PG17);
        Connection open = server.connect()) {
      server.execute("CREATE PUBLICATION p FOR TABLE a");
      write(open);
      var first = new Customer(sources, clock, server, "u1").asks(EXISTING, OUR_SLOT);
      untilWaiting(first);
      var second = new Customer(sources, clock, server, "u2").asks(EXISTING, OUR_SLOT);
      second.until(
          r ->
              assertThat(r.slot().failure().map(Failure::reason))
                  .contains(Reason.ClaimedByAnother));
      first
          .asks(EXISTING, "existing: {name: other}")
          .until(
              r ->
                  assertThat(r.slot().failure().map(Failure::reason)).contains(Reason.SlotMissing));
      open.commit();
      second.untilReady();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void isGivenUpWhenNobodyWantsItAnyMore(PostgresVersion version) throws SQLException {
    try (var server = TestServers.prepared(version);
        Connection open = server.connect()) {
      write(open);
      var customer = new Customer(sources, clock, server, "u1");
      untilWaiting(customer);
      customer.forget();
      await().until(() -> count(server, "pg_replication_slots").equals("0"));
      String ours = "pg_stat_activity WHERE application_name = 'pgwalstreams shop/orders'";
      await().until(() -> count(server, ours).equals("0"));
      untilWaiting(customer);
      assertThat(customer.releasesUntilOver()).isInstanceOf(Release.Done.class);
      assertThat(count(server, "pg_replication_slots")).isEqualTo("0");
      assertThat(count(server, "pg_publication")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG17", "PG18"})
  void nothingComesOfItWhenTheOperatorEndsWhileItWaits(PostgresVersion version)
      throws SQLException {
    try (var server = TestServers.prepared(version);
        Connection open = server.connect()) {
      write(open);
      untilWaiting(new Customer(sources, clock, server, "u1"));
      sources.close();
      String creating =
          "pg_stat_activity WHERE query LIKE '%pg_create_logical_replication_slot%'"
              + " AND pid <> pg_backend_pid() AND state = 'active'";
      await().until(() -> count(server, creating).equals("0"));
      open.commit();
      assertThat(count(server, "pg_replication_slots")).isEqualTo("0");
    }
  }
}
