package io.pgwalstreams.operator.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.ReplicationConnection;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** Giving back, whoever still holds on. */
class ReleaseIT {
  private final MovableClock clock = new MovableClock();
  private DatabaseSources sources;

  @BeforeEach
  void begin() {
    sources = new DatabaseSources(AddressRules.NONE, k -> {}, clock);
  }

  @AfterEach
  void end() {
    sources.close();
  }

  private static String left(PostgresServer server) {
    return server.query(
        "SELECT (SELECT count(*) FROM pg_replication_slots) || ' ' || count(*) FROM pg_publication");
  }

  private static void read(Connection connection) throws SQLException {
    connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName("s")
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", "p")
        .start();
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void dropsASlotThatOurWorkerStillReads(PostgresVersion version) throws SQLException {
    try (var server = TestServers.prepared(version)) {
      var customer = customer(server, "u1");
      customer.untilReady();
      try (ReplicationConnection worker = new PgConnector(customer.reader()).replication()) {
        read(worker.connection());
        assertThat(customer.releasesUntilOver()).isInstanceOf(Release.Done.class);
        assertThat(customer.givenBack())
            .containsExactly(Deed.Kind.SlotDropped, Deed.Kind.PublicationDropped);
        assertThat(left(server)).isEqualTo("0 0");
      }
      customer.forget();
      assertThat(customer.releasesUntilOver()).isInstanceOf(Release.Done.class);
      assertThat(customer.givenBack()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void leavesAnotherReaderAndSaysSo(PostgresVersion version) throws SQLException {
    try (var server = TestServers.prepared(version)) {
      var customer = customer(server, "u1");
      customer.untilReady();
      var properties = new Properties();
      properties.putAll(
          Map.of(
              "user",
              "reader",
              "replication",
              "database",
              "preferQueryMode",
              "simple",
              "assumeMinServerVersion",
              "14",
              "ApplicationName",
              "somebody"));
      try (var somebody = DriverManager.getConnection(server.jdbcUrl("postgres"), properties)) {
        read(somebody);
        failsWith(Reason.SlotInUse, customer);
        assertThat(left(server)).isEqualTo("1 1");
      }
      await()
          .atMost(Customer.LIMIT)
          .until(
              () -> {
                clock.move(Duration.ofSeconds(11));
                return customer.release();
              },
              Release.Done.class::isInstance);
      assertThat(left(server)).isEqualTo("0 0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void leavesWhatIsAnothers(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      customer(server, "u1").untilReady();
      Release over = customer(server, "u2").releasesUntilOver();
      assertThat(over).isInstanceOf(Release.Done.class);
      assertThat(left(server)).isEqualTo("1 1");
    }
  }

  private Customer customer(PostgresServer server, String uid) {
    return new Customer(sources, clock, server, uid);
  }

  private static void failsWith(Reason reason, Customer customer) {
    assertThat(customer.releasesUntilOver())
        .isInstanceOfSatisfying(
            Release.Failed.class, f -> assertThat(f.why().reason()).isEqualTo(reason));
  }

  private static String system(PostgresServer server) {
    return server.query("SELECT system_identifier FROM pg_control_system()");
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void isNotOverWhenTheServerIsAway(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      failsWith(
          Reason.DatabaseUnreachable,
          customer(server, "u2").at("127.0.0.1", 1).owner(Optional.empty()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void isOverWhenTheDatabaseIsGoneFromItsOwnServerAlone(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      assertThat(customer(server, "u1").in("gone").boundTo(system(server)).releasesUntilOver())
          .isInstanceOf(Release.Done.class);
      failsWith(Reason.SystemChanged, customer(server, "u2").in("gone").boundTo("1"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void aDatabaseThatIsNotThereIsNotGoneWhenNothingTellsWhichServerThisIs(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      failsWith(Reason.DatabaseMissing, customer(server, "u1").in("gone"));
      String system = system(server);
      server.execute(
          "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC",
          "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC");
      failsWith(Reason.DatabaseMissing, customer(server, "u2").in("gone").boundTo(system));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void onAStandbyNothingCountsAsGone(PostgresVersion version) throws IOException {
    try (var server = TestServers.prepared(version)) {
      String system = system(server);
      server.stopFast(Customer.LIMIT);
      Files.createFile(server.dataFolder().resolve("standby.signal"));
      server.start();
      failsWith(Reason.ServerIsStandby, customer(server, "u1").boundTo(system));
      failsWith(Reason.ServerIsStandby, customer(server, "u2").in("gone").boundTo(system));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void leavesASlotThatNobodysClaimNames(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      server.query("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
      assertThat(customer(server, "u1").releasesUntilOver()).isInstanceOf(Release.Done.class);
      assertThat(left(server)).isEqualTo("1 0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void dropsABoundSlotThatNoClaimNames(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      server.query("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
      String system = system(server);
      assertThat(customer(server, "u1").boundTo(system).releasesUntilOver())
          .isInstanceOf(Release.Done.class);
      assertThat(left(server)).isEqualTo("0 0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void touchesNothingOnAnotherServerThanItsOwn(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      var customer = customer(server, "u1");
      customer.untilReady();
      failsWith(Reason.SystemChanged, customer.boundTo("1"));
      assertThat(left(server)).isEqualTo("1 1");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void leavesASlotOfAnotherDatabaseWhateverTheClaimSays(PostgresVersion version)
      throws SQLException {
    try (var server = TestServers.prepared(version)) {
      var customer = customer(server, "u1");
      customer.untilReady();
      server.query("SELECT pg_drop_replication_slot('s')");
      server.execute("CREATE DATABASE other");
      try (var other = server.connect("other", PostgresServer.SUPERUSER, "");
          var sql = other.createStatement()) {
        sql.execute("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
      }
      assertThat(customer.releasesUntilOver()).isInstanceOf(Release.Done.class);
      assertThat(left(server)).isEqualTo("1 0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void whatItMadeUnderEarlierNamesGoesToo(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      var customer = customer(server, "u1");
      customer.asks("managed: {name: p0, tables: [{name: a}]}", "managed: {name: s0}").untilReady();
      customer.asks(TestDocuments.MANAGED, TestDocuments.OUR_SLOT).untilReady();
      assertThat(left(server)).isEqualTo("2 2");

      assertThat(customer.releasesUntilOver()).isInstanceOf(Release.Done.class);
      assertThat(customer.givenBack())
          .containsExactly(
              Deed.Kind.SlotDropped,
              Deed.Kind.SlotDropped,
              Deed.Kind.PublicationDropped,
              Deed.Kind.PublicationDropped);
      assertThat(left(server)).isEqualTo("0 0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void aClaimIsEnoughWhereTheStatusIsLost(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      var customer = customer(server, "u1");
      customer.untilReady();
      assertThat(customer.binding(false, null, null).releasesUntilOver())
          .isInstanceOf(Release.Done.class);
      assertThat(left(server)).isEqualTo("0 0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void leavesASlotThatNeitherClaimNorStatusSpeaksFor(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      server.execute("CREATE PUBLICATION p FOR TABLE a");
      server.query("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
      var customer =
          customer(server, "u1")
              .asks(TestDocuments.EXISTING, TestDocuments.OUR_SLOT)
              .binding(false, null, null);
      assertThat(customer.releasesUntilOver()).isInstanceOf(Release.Done.class);
      assertThat(left(server)).isEqualTo("1 1");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void leavesTheSlotOfAnotherWalStreamThatNoClaimCanNameAndSaysSo(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      server.execute("CREATE PUBLICATION p FOR TABLE a");
      server.query("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
      String system = system(server);
      var loser = customer(server, "u1").asks(TestDocuments.EXISTING, TestDocuments.OUR_SLOT);

      assertThat(
              loser
                  .rival(system, new ReleaseTask.Keeper(new Key("shop", "bills", "u2"), true))
                  .releasesUntilOver())
          .isInstanceOf(Release.Done.class);
      assertThat(loser.givenBack()).containsExactly(Deed.Kind.SlotLeft);
      assertThat(left(server)).isEqualTo("1 1");

      loser.forget();
      loser
          .rival("1", new ReleaseTask.Keeper(new Key("shop", "bills", "u2"), true))
          .releasesUntilOver();
      assertThat(left(server)).isEqualTo("0 1");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void tellsOnceWhatItGaveBack(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      var customer = customer(server, "u1");
      customer.untilReady();
      customer.releasesUntilOver();
      customer.releasesUntilOver();
      assertThat(customer.givenBack()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void tellsOnceWhatItGaveBackBeforeTheRestFailed(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      var customer = customer(server, "u1");
      customer.untilReady();
      server.execute("ALTER PUBLICATION p OWNER TO " + PostgresServer.SUPERUSER);
      failsWith(Reason.PrivilegeMissing, customer);
      assertThat(left(server)).isEqualTo("0 1");
      assertThat(customer.givenBack()).containsExactly(Deed.Kind.SlotDropped);

      server.execute("ALTER PUBLICATION p OWNER TO owner");
      clock.move(Duration.ofSeconds(11));
      assertThat(customer.releasesUntilOver()).isInstanceOf(Release.Done.class);
      assertThat(customer.givenBack())
          .containsExactly(Deed.Kind.SlotDropped, Deed.Kind.PublicationDropped);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "PG18")
  void aSlotThatAWalStreamElsewhereSeemsToHaveIsNeitherDroppedNorTakenForGivenBack(
      PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      server.execute("CREATE PUBLICATION p FOR TABLE a");
      server.query("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
      var elsewhere = new ReleaseTask.Keeper(new Key("bank", "bills", "u2"), false);
      var customer = customer(server, "u1").asks(TestDocuments.EXISTING, TestDocuments.OUR_SLOT);

      failsWith(Reason.ClaimedByAnother, customer.rival(system(server), elsewhere));
      assertThat(left(server)).isEqualTo("1 1");
    }
  }
}
