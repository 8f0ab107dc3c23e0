package io.pgwalstreams.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may what: the reader replicates, the owner publishes. */
class RightsIT {
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

  private Customer customer(PostgresServer server) {
    return new Customer(sources, clock, server, "u1");
  }

  /** What is said of the publication that nobody may make. */
  private static String refused(Customer customer) {
    return customer
        .until(
            r ->
                assertThat(r.publication().failure().map(Failure::reason))
                    .contains(Reason.PrivilegeMissing))
        .publication()
        .failure()
        .orElseThrow()
        .sentence();
  }

  private static void nothingIsMade(PostgresServer server) {
    assertThat(server.query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
    assertThat(server.query("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void whoMayNotCreateInTheDatabaseIsToldTheGrant(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      var customer = customer(server).owner(Optional.empty());
      assertThat(refused(customer)).contains("GRANT CREATE ON DATABASE \"postgres\" TO \"reader\"");
      nothingIsMade(server);
      customer.owner(Optional.of("owner")).untilReady();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void whoMayCreateButOwnsNoTableIsToldWhoIsMissing(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      server.execute("GRANT CREATE ON DATABASE postgres TO reader");
      assertThat(refused(customer(server).owner(Optional.empty())))
          .contains("must be owner of table a", "database.setupCredentials");
      nothingIsMade(server);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void aReaderThatMayNotReplicateIsRefusedBeforeAnythingIsMade(PostgresVersion version) {
    try (var server = TestServers.prepared(version)) {
      customer(server)
          .as("owner", "")
          .until(
              r ->
                  assertThat(r.database().failure().map(Failure::reason))
                      .contains(Reason.PrivilegeMissing));
      nothingIsMade(server);
    }
  }
}
