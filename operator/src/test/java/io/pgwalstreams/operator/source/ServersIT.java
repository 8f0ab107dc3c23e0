package io.pgwalstreams.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that are not as they should be. */
class ServersIT {
  private static PostgresServer server;
  private final MovableClock clock = new MovableClock();
  private DatabaseSources sources;

  @BeforeAll
  static void start() {
    server =
        PostgresServer.start(
            PostgresVersion.PG18,
            PostgresServer.Options.none()
                .with("wal_level", "replica")
                .withHba(
                    "host all locked 127.0.0.1/32 scram-sha-256",
                    "host all all 127.0.0.1/32 trust"));
    server.execute(
        "CREATE ROLE reader LOGIN REPLICATION", "CREATE ROLE locked LOGIN PASSWORD 'right'");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void begin() {
    sources = new DatabaseSources(AddressRules.NONE, k -> {}, clock);
  }

  @AfterEach
  void end() {
    sources.close();
  }

  private Customer customer(String uid) {
    return new Customer(sources, clock, server, uid).owner(Optional.empty());
  }

  private static void untilDatabase(Customer customer, Reason reason) {
    customer.until(r -> assertThat(r.database().failure().map(Failure::reason)).contains(reason));
  }

  @Test
  void saysThatWalLevelIsTooLow() {
    untilDatabase(customer("u1"), Reason.WalLevelInsufficient);
    assertThat(server.query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
  }

  @Test
  void saysThatThePasswordIsWrongAndHeals() {
    var customer = customer("u1").as("locked", "hunter2");
    untilDatabase(customer, Reason.AuthenticationFailed);
    assertThat(customer.look().report().toString()).doesNotContain("hunter2");
    untilDatabase(customer.as("locked", "right"), Reason.WalLevelInsufficient);
  }

  @Test
  void saysThatTheServerIsNotThere() {
    untilDatabase(customer("u1").at("127.0.0.1", 1), Reason.DatabaseUnreachable);
    untilDatabase(customer("u2").at("no.such.host.invalid", 1), Reason.DatabaseUnreachable);
    untilDatabase(customer("u3").in("nowhere"), Reason.DatabaseMissing);
  }

  @Test
  void doesNotConnectToDeniedAddresses() {
    sources.close();
    sources = new DatabaseSources(AddressRules.deny(List.of("127.0.0.0/8")), k -> {}, clock);
    untilDatabase(customer("u1").at("localhost", server.port()), Reason.AddressDenied);
    untilDatabase(customer("u2"), Reason.AddressDenied);
  }

  @Test
  void aServerThatHangsDelaysNobodyElse() throws IOException {
    try (var silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      var hanging = new ArrayList<Customer>();
      for (int i = 0; i < 30; i++) {
        var customer = customer("h" + i).at("127.0.0.1", silent.getLocalPort());
        customer.look();
        hanging.add(customer);
      }
      long from = System.nanoTime();
      untilDatabase(customer("u1"), Reason.WalLevelInsufficient);
      assertThat(System.nanoTime() - from).isLessThan(20_000_000_000L);
      untilDatabase(hanging.getFirst(), Reason.DatabaseUnreachable);
      from = System.nanoTime();
      hanging.forEach(Customer::look);
      untilDatabase(customer("u2"), Reason.WalLevelInsufficient);
      assertThat(System.nanoTime() - from).isLessThan(20_000_000_000L);
    }
  }
}
