package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Slots named by the claims of publications. */
@ParameterizedClass
@EnumSource(names = {"PG14", "PG18"})
class SlotClaimsIT {
  private static final Claim ONE = new Claim("c", "shop", "one", "u1");
  private static final Claim TWO = new Claim("c", "shop", "two", "u2");
  @Parameter private PostgresVersion version;
  private static PostgresServer server;
  private Connection connection;
  private SlotClaims claims;

  @BeforeParameterizedClassInvocation
  static void start(PostgresVersion version) {
    server = PostgresServer.start(version);
    server.execute("create table t(id int primary key)");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @BeforeEach
  void publish() throws SQLException {
    connection = server.connect();
    claims = new SlotClaims(connection);
    var publications = new Publications(connection);
    publications.ensure(definition("p1"), ONE);
    publications.ensure(definition("p2"), TWO);
  }

  @AfterEach
  void drop() throws SQLException {
    connection.close();
    server.query("select count(pg_drop_replication_slot(slot_name)) from pg_replication_slots");
    server.execute("drop publication p1, p2");
  }

  private static PublicationDefinition definition(String name) {
    return new PublicationDefinition(
        name,
        List.of(new PublicationDefinition.Table("public", "t", List.of(), null)),
        List.of(),
        false,
        Set.of("insert"),
        false);
  }

  private static void refuses(ThrowingCallable work, String words) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(work)
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.ClaimedByAnother))
        .withMessageContaining(words);
  }

  @Test
  void aNameIsRegisteredOnce() throws SQLException {
    assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(version.major());
    claims.register("p1", ONE, "s");
    claims.register("p1", ONE, "s");
    assertThat(claims.holder("s")).contains(new SlotClaims.Holder("p1", ONE));
    refuses(() -> claims.register("p2", TWO, "s"), "WalStream shop/one of cluster c");
    assertThat(claims.holder("s_")).isEmpty();
    claims.withdraw("p1", ONE);
    claims.register("p2", TWO, "s");
    assertThat(claims.holder("s")).contains(new SlotClaims.Holder("p2", TWO));
  }

  @Test
  void aPublicationUnderAnotherNameIsGivenTheSlotOfTheOneBefore() throws SQLException {
    claims.register("p1", ONE, "s");
    new Publications(connection).ensure(definition("p3"), ONE);
    try {
      claims.register("p3", ONE, "s");
      assertThat(claims.holder("s")).contains(new SlotClaims.Holder("p3", ONE));
      refuses(() -> claims.register("p2", TWO, "s"), "WalStream shop/one of cluster c");
      claims.withdraw("p3", ONE);
      assertThat(claims.holder("s")).isEmpty();
    } finally {
      server.execute("drop publication p3");
    }
  }

  @Test
  void aClaimIsFoundOnEachPublicationThatHasIt() throws SQLException {
    var publications = new Publications(connection);
    publications.ensure(definition("p3"), ONE);
    publications.ensure(definition("p4"), new Claim("c", "shop", "one", "u11"));
    try {
      claims.register("p3", ONE, "s");
      assertThat(publications.claimedBy(ONE))
          .extracting(PublicationState::name, PublicationState::claimedSlot)
          .containsExactly(tuple("p1", Optional.empty()), tuple("p3", Optional.of("s")));
    } finally {
      server.execute("drop publication p3, p4");
    }
  }

  @Test
  void aSlotThatExistsIsNotRegistered() throws SQLException {
    new Slots(connection).create("s", false);
    refuses(() -> claims.register("p1", ONE, "s"), "slot 's' existed before");
    refuses(() -> claims.register("p1", TWO, "x"), "publication 'p1' belongs to");
    assertThat(claims.holder("s")).isEmpty();
    assertThat(connection.getAutoCommit()).isTrue();
  }

  @Test
  void oneOfManyWinsTheRace() throws SQLException {
    var attempts =
        Stream.of(new SlotClaims.Holder("p1", ONE), new SlotClaims.Holder("p2", TWO))
            .map(h -> CompletableFuture.supplyAsync(() -> registers(h)))
            .toList();
    assertThat(attempts.stream().map(CompletableFuture::join).filter(won -> won)).hasSize(1);
  }

  private static boolean registers(SlotClaims.Holder who) {
    try (Connection own = server.connect()) {
      new SlotClaims(own).register(who.publication(), who.claim(), "raced");
      return true;
    } catch (FailureException e) {
      return false;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theSlotGoesWithItsPublication() throws SQLException {
    claims.register("p1", ONE, "s");
    refuses(() -> claims.takeOver("p1", "u9", TWO, Optional.of("s")), "belongs to");
    claims.takeOver("p1", "u1", TWO, Optional.of("s"));
    assertThat(claims.holder("s")).contains(new SlotClaims.Holder("p1", TWO));
    claims.takeOver("p1", "u2", ONE, Optional.of("another"));
    assertThat(claims.holder("s")).isEmpty();
    assertThat(claims.holder("another")).isEmpty();
  }

  @Test
  void aSlotThatTheOldClaimDoesNotNameDoesNotGoWithIt() throws SQLException {
    claims.takeOver("p1", "u1", TWO, Optional.of("s"));
    assertThat(claims.holder("s")).isEmpty();
  }

  @Test
  void whatIsNotedOutlivesAnAlteration() throws SQLException {
    claims.register("p1", ONE, "s");
    var wider = definition("p1");
    new Publications(connection)
        .ensure(
            new PublicationDefinition(
                "p1", wider.tables(), List.of(), false, Set.of("insert", "update"), true),
            ONE);
    assertThat(claims.holder("s")).isPresent();
  }
}
