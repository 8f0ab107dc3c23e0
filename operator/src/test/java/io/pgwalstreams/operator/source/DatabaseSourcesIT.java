package io.pgwalstreams.operator.source;

import static io.pgwalstreams.operator.source.TestDocuments.ANY_SLOT;
import static io.pgwalstreams.operator.source.TestDocuments.EXISTING;
import static io.pgwalstreams.operator.source.TestDocuments.MANAGED;
import static io.pgwalstreams.operator.source.TestDocuments.OUR_SLOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Publication and slot, by a reader that may replicate and an owner who may create. */
@ParameterizedClass
@EnumSource(names = {"PG14", "PG17", "PG18"})
class DatabaseSourcesIT {
  @Parameter private PostgresVersion version;
  private static PostgresServer server;
  private final MovableClock clock = new MovableClock();
  private final List<Key> told = new CopyOnWriteArrayList<>();
  private DatabaseSources sources;

  @BeforeParameterizedClassInvocation
  static void start(PostgresVersion version) {
    server = PostgresServer.start(version);
    server.execute(
        "CREATE ROLE reader LOGIN REPLICATION",
        "CREATE ROLE owner LOGIN",
        "GRANT CREATE ON DATABASE postgres TO owner");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @BeforeEach
  void begin() {
    server.execute(
        "CREATE TABLE a (id int PRIMARY KEY, state text)",
        "CREATE TABLE b (id int PRIMARY KEY)",
        "CREATE TABLE keyless (line text)",
        "ALTER TABLE a OWNER TO owner",
        "ALTER TABLE b OWNER TO owner",
        "ALTER TABLE keyless OWNER TO owner");
    sources = new DatabaseSources(AddressRules.NONE, told::add, clock);
  }

  @AfterEach
  void end() {
    sources.close();
    await().until(() -> count("pg_replication_slots WHERE active").equals("0"));
    server.query("SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots");
    server.execute("DROP PUBLICATION IF EXISTS p, q", "DROP TABLE a, b, keyless");
  }

  private static String count(String from) {
    return server.query("SELECT count(*) FROM " + from);
  }

  private Customer customer() {
    return new Customer(sources, clock, server, "u1");
  }

  private static Reason reason(Aspect aspect) {
    return aspect.failure().map(Failure::reason).orElse(null);
  }

  private static void untilSlot(Customer customer, Reason reason) {
    customer.until(r -> assertThat(reason(r.slot())).isEqualTo(reason));
  }

  private static void untilPublication(Customer customer, Reason reason) {
    customer.until(r -> assertThat(reason(r.publication())).isEqualTo(reason));
  }

  private static List<String> reasons(List<Deed> deeds) {
    return deeds.stream().map(Deed::reason).toList();
  }

  @Test
  void createsNothingBeforeTheIntentIsRecorded() {
    var customer = customer().binding(false, null, null);
    customer.untilLook(l -> assertThat(l.wantsIntent()).isTrue());
    assertThat(count("pg_publication")).isEqualTo("0");
    SourceReport report = customer.binding(true, null, null).untilReady();
    assertThat(report.tableCount()).contains(1);
    assertThat(report.server().orElseThrow().version()).startsWith("" + version.major());
    assertThat(report.slotState().orElseThrow().failover()).isEqualTo(version.major() >= 17);
    assertThat(server.query("SELECT obj_description(oid) FROM pg_publication"))
        .contains("\"uid\":\"u1\",\"slot\":\"s\"");
    customer.look();
    assertThat(reasons(customer.deeds())).containsExactly("PublicationCreated", "SlotCreated");
    assertThat(told).contains(customer.key());
  }

  @Test
  void findsItsSlotAgainAfterACrashBeforeTheReport() {
    customer().untilReady();
    sources.close();
    sources = new DatabaseSources(AddressRules.NONE, told::add, clock);
    var again = customer();
    again.untilReady();
    assertThat(again.deeds()).isEmpty();
    var restored = customer().binding(false, null, null);
    restored.untilReady();
  }

  @Test
  void altersWhatDiffers() {
    var customer = customer();
    customer.untilReady();
    customer.asks("managed: {name: p, operations: [insert], tables: [{name: b}]}", OUR_SLOT);
    customer.untilReady();
    assertThat(server.query("SELECT tablename FROM pg_publication_tables")).isEqualTo("b");
    assertThat(server.query("SELECT pubupdate FROM pg_publication")).isEqualTo("f");
    assertThat(reasons(customer.deeds()))
        .containsExactly("PublicationCreated", "SlotCreated", "PublicationAltered");
    assertThat(server.query("SELECT obj_description(oid) FROM pg_publication"))
        .contains("\"slot\":\"s\"");
  }

  /** Before it is bound: the slot cannot be made yet. */
  private Customer withoutSlot() {
    Customer customer = customer().asks(MANAGED, ANY_SLOT);
    untilSlot(customer, Reason.SlotMissing);
    return customer;
  }

  @Test
  void aPublicationThatAnEditLeavesBehindIsTold() {
    server.execute("CREATE PUBLICATION q FOR TABLE a");
    Customer customer = withoutSlot();
    customer.asks("existing: {name: q}", ANY_SLOT);
    untilSlot(customer, Reason.SlotMissing);
    customer.look();
    customer.asks("existing: {name: q}", OUR_SLOT).untilReady();
    assertThat(reasons(customer.deeds()))
        .containsExactly("PublicationCreated", "PublicationLeft", "SlotCreated");
    assertThat(customer.deeds().get(1).what())
        .contains("'p'", "database 'postgres'", server.host() + ":", "DROP PUBLICATION IF EXISTS");
  }

  @Test
  void aPublicationThatIsLeftInAnotherDatabaseIsTold() {
    Customer customer = withoutSlot().in("template1");
    customer.until(r -> assertThat(r.publication().failure()).isPresent());
    customer.look();
    assertThat(reasons(customer.deeds())).containsExactly("PublicationCreated", "PublicationLeft");
    customer.in("postgres").asks(MANAGED, OUR_SLOT).untilReady();
  }

  @Test
  void altersRowFilters() {
    Assumptions.assumeTrue(version.major() >= 15);
    var customer = customer();
    customer.untilReady();
    String filtered = "managed: {name: p, tables: [{name: a, where: \"id > %d\"}]}";
    customer.asks(filtered.formatted(5), OUR_SLOT).untilReady();
    assertThat(server.query("SELECT rowfilter FROM pg_publication_tables")).isEqualTo("(id > 5)");
    customer.asks(filtered.formatted(6), OUR_SLOT).untilReady();
    assertThat(server.query("SELECT rowfilter FROM pg_publication_tables")).isEqualTo("(id > 6)");
    assertThat(reasons(customer.deeds()))
        .containsExactly(
            "PublicationCreated", "SlotCreated", "PublicationAltered", "PublicationAltered");
    untilPublication(
        customer.asks("managed: {name: p, tables: [{name: a, where: \"state = 'x'\"}]}", OUR_SLOT),
        Reason.ReplicaIdentityInsufficient);
    assertThat(server.query("SELECT rowfilter FROM pg_publication_tables")).isEqualTo("(id > 6)");
  }

  @Test
  void refusesWhatWouldBreakTheApplicationsWrites() {
    untilPublication(
        customer().asks("managed: {name: p, tables: [{name: keyless}]}", OUR_SLOT),
        Reason.ReplicaIdentityInsufficient);
    assertThat(count("pg_publication")).isEqualTo("0");
    assertThat(count("pg_replication_slots")).isEqualTo("0");
  }

  @Test
  void usesWhatExists() {
    var customer = customer().asks(EXISTING, ANY_SLOT).binding(false, null, null);
    untilPublication(customer, Reason.PublicationMissing);
    untilSlot(customer, Reason.SlotMissing);
    server.execute("CREATE PUBLICATION p FOR TABLE a");
    server.query("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
    customer.untilReady();
    assertThat(customer.deeds()).isEmpty();
    assertThat(server.query("SELECT obj_description(oid) FROM pg_publication")).isNull();
  }

  @Test
  void leavesAloneWhatExistedBefore() {
    server.execute("CREATE PUBLICATION p FOR TABLE b");
    var customer = customer().binding(false, null, null);
    untilPublication(customer, Reason.ClaimedByAnother);
    server.execute("DROP PUBLICATION p");
    server.query("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
    untilSlot(customer, Reason.ClaimedByAnother);
    server.query("SELECT pg_drop_replication_slot('s')");
    server.query("SELECT pg_create_physical_replication_slot('s')");
    untilSlot(customer, Reason.SlotUnsuitable);
    assertThat(count("pg_publication")).isEqualTo("0");
  }

  @Test
  void takesOverFromAnotherWalStream() {
    customer().untilReady();
    sources.forget(customer().key());
    var heir = new Customer(sources, clock, server, "u2").binding(false, null, null);
    untilPublication(heir, Reason.ClaimedByAnother);
    untilSlot(heir, Reason.ClaimedByAnother);
    heir.binding(false, null, "u1").untilReady();
    assertThat(reasons(heir.deeds())).containsExactly("PublicationTakenOver");
    untilPublication(customer(), Reason.ClaimedByAnother);
  }

  @Test
  void givesOneSlotToOneOfTwo() {
    var one = customer();
    var two =
        new Customer(sources, clock, server, "u2")
            .asks("managed: {name: q, tables: [{name: a}]}", OUR_SLOT);
    two.look();
    await().atMost(Customer.LIMIT).until(() -> settled(one, two));
    assertThat(
            reasons(one.deeds()).stream().filter("SlotCreated"::equals).count()
                + reasons(two.deeds()).stream().filter("SlotCreated"::equals).count())
        .isEqualTo(1);
  }

  private boolean settled(Customer one, Customer two) {
    clock.move(Duration.ofSeconds(11));
    SourceReport a = one.look().report();
    SourceReport b = two.look().report();
    return (a.ready() && reason(b.slot()) == Reason.ClaimedByAnother)
        || (b.ready() && reason(a.slot()) == Reason.ClaimedByAnother);
  }

  @Test
  void neverMakesABoundSlotAnew() {
    var customer = customer();
    String system = customer.untilReady().server().orElseThrow().systemIdentifier();
    customer.boundTo(system).untilReady();
    server.query("SELECT pg_drop_replication_slot('s')");
    untilSlot(customer, Reason.SlotMissing);
    assertThat(count("pg_replication_slots")).isEqualTo("0");
  }

  @Test
  void stopsAtAnotherSystem() {
    customer()
        .boundTo("1")
        .until(r -> assertThat(reason(r.database())).isEqualTo(Reason.SystemChanged));
    assertThat(count("pg_publication")).isEqualTo("0");
  }

  @Test
  void stopsAtAnotherSystemWhateverElseIsAccepted() {
    customer()
        .accepts("1", "the slot is gone, on PostgreSQL system 1")
        .until(r -> assertThat(reason(r.database())).isEqualTo(Reason.SystemChanged));
    assertThat(count("pg_publication")).isEqualTo("0");
  }

  @Test
  void keepsWhatWasKnownWhileTheDatabaseIsAway() {
    var customer = customer();
    customer.untilReady();
    SourceReport away =
        customer
            .at("127.0.0.1", 1)
            .until(r -> assertThat(reason(r.database())).isEqualTo(Reason.DatabaseUnreachable));
    assertThat(away.publication().usable()).isTrue();
    assertThat(away.slot().usable()).isTrue();
    assertThat(away.slotState()).isPresent();
    assertThat(away.server()).isPresent();
  }

  @Test
  void tellsOfNothingWhileNothingChanges() {
    var customer = customer();
    customer.untilReady();
    told.clear();
    for (int i = 0; i < 5; i++) {
      clock.move(Duration.ofSeconds(1));
      customer.look();
    }
    assertThat(told).isEmpty();
  }

  @Test
  void afterAnAcceptedGapItMakesThePublicationAndNeverTheSlot() {
    String system = server.query("SELECT system_identifier FROM pg_control_system()");
    var customer = customer().accepts("1", "PostgreSQL system " + system + " answers");
    customer.until(
        r -> {
          assertThat(r.publication().usable()).isTrue();
          assertThat(reason(r.slot())).isEqualTo(Reason.SlotMissing);
        });
    assertThat(reasons(customer.deeds())).containsExactly("PublicationCreated");
    assertThat(count("pg_replication_slots")).isEqualTo("0");
  }

  @Test
  void warnsOfASlotThatRetainsMoreThanAskedFor() {
    var customer = customer();
    customer.untilReady();
    customer.asks(MANAGED, OUR_SLOT + ", maxRetainedWal: 1Ki");
    server.execute("INSERT INTO b SELECT generate_series(1, 10000)");
    untilSlot(customer, Reason.SlotAtRisk);
    assertThat(customer.look().report().ready()).isTrue();
  }
}
