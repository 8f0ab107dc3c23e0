package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever state it is in, a deleted WalStream leaves behind what its policies say, and no more.
 */
class DeletionE2E {
  private static final String RETAINED = policies("Retain");
  private static final String DELETED = policies("Delete");

  @RegisterExtension static final Cluster cluster = new Cluster();

  private static Shop shop;
  private static WalStreams walStreams;
  private static PostgresPod postgres;

  @BeforeAll
  static void servers() {
    shop = Shop.open(cluster);
    walStreams = shop.walStreams();
    postgres = shop.postgres();
  }

  /** JSON is YAML too. */
  private static String policies(String policy) {
    String managed = "{\"managed\": {\"deletionPolicy\": \"" + policy + "\"}}";
    return "{\"spec\": {\"slot\": " + managed + ", \"publication\": " + managed + "}}";
  }

  private static Document named(String name) {
    return shop.walStream(name)
        .with(
            "spec: {slot: {managed: {name: %1$s}}, publication: {managed: {name: %1$s}}}"
                .formatted(name));
  }

  private static Document start(String name, String patch) {
    shop.table(name);
    Document document = named(name).with(patch);
    walStreams.apply(document);
    walStreams.await(name, "Ready", "True");
    return document;
  }

  private static void delete(String name) {
    walStreams.delete(name);
    walStreams.awaitGone(name);
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () ->
                assertThat(
                        cluster
                            .kubectl(
                                "get",
                                "deployments,pods,configmaps,serviceaccounts,networkpolicies",
                                "-l",
                                "pgwalstreams.io/walstream=" + name,
                                "-o",
                                "name")
                            .ok())
                    .isEmpty());
  }

  @Test
  void byDefaultSlotAndPublicationGoWithIt() {
    start("plain", "{}");
    assertThat(postgres.slots()).contains("plain");
    delete("plain");
    assertThat(postgres.slots()).doesNotContain("plain");
    assertThat(postgres.publications()).doesNotContain("plain");
  }

  /** While there was no slot, rows may have been written: the new one says so, and asks. */
  @Test
  void oneThatIsReplacedByForceBeginsAnewUnderItsName() {
    Document document = start("forced", "{}");
    shop.insert("forced", 1, 3);
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("forced", 3)).hasSize(3);
    }
    String before = uid("forced");
    replaceByForce(document);
    walStreams.awaitReason("forced", "Ready", "SlotAdvanced");
    assertThat(uid("forced")).isNotEqualTo(before);
    assertThat(postgres.slots()).containsOnlyOnce("forced");
    assertThat(postgres.publications()).containsOnlyOnce("forced");

    walStreams.acceptHalt("forced");
    walStreams.await("forced", "Ready", "True");
    shop.insert("forced", 4, 6);
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("forced", 7)).extracting(Event::subject).contains("forced.gap");
    }
    delete("forced");
    assertThat(postgres.slots()).doesNotContain("forced");
    assertThat(postgres.publications()).doesNotContain("forced");
  }

  @Test
  void oneThatIsReplacedByForceTakesOverWhatIsRetainedAndLosesNothing() {
    Document document = start("handed", RETAINED);
    shop.insert("handed", 1, 3);
    String before = uid("handed");
    replaceByForce(document);
    walStreams.awaitReason("handed", "Ready", "ClaimedByAnother");
    shop.insert("handed", 4, 6);
    cluster.kubectl("annotate", "walstream", "handed", "pgwalstreams.io/take-over=" + before).ok();
    walStreams.await("handed", "Ready", "True");
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("handed", 6))
          .extracting(Event::change)
          .endsWith("handed.public.handed.insert 6");
    }
    cluster.kubectl("patch", "walstream", "handed", "--type=merge", "-p", DELETED).ok();
    walStreams.await("handed", "Ready", "True");
    delete("handed");
    assertThat(postgres.slots()).doesNotContain("handed");
    assertThat(postgres.publications()).doesNotContain("handed");
  }

  /** Nothing of the one before is waited for, so that its worker may still run. */
  @Test
  void oneThatIsReplacedByForceIsReadyWhenItsOwnWorkerIs() {
    shop.table("reused");
    postgres.sql("CREATE PUBLICATION reused FOR TABLE reused");
    postgres.sql("SELECT pg_create_logical_replication_slot('reused', 'pgoutput')");
    Document document =
        shop.walStream("reused")
            .with(
                "spec: {slot: {existing: {name: reused}}, publication: {managed: null,"
                    + " existing: {name: reused}}}");
    walStreams.apply(document);
    walStreams.await("reused", "Ready", "True");
    shop.insert("reused", 1, 3);
    replaceByForce(document.with("spec: {filter: {tables: {reused: [delete]}}}"));
    walStreams.await("reused", "Ready", "True");
    shop.insert("reused", 4, 6);
    postgres.sql("DELETE FROM reused WHERE id = 5");
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("reused", 4))
          .extracting(Event::change)
          .endsWith("reused.public.reused.insert 3", "reused.public.reused.delete 5");
    }
    delete("reused");
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> postgres.sqlAs("postgres", "postgres", dropSlot("reused")).exit() == 0);
  }

  private static void replaceByForce(Document document) {
    cluster.kubectlWith(document.yaml(), "replace", "--force", "-f", "-").ok();
  }

  private static String uid(String name) {
    return walStreams.get(name).orElseThrow().getMetadata().getUid();
  }

  @Test
  void withRetainBothStayAndNothingWaits() {
    start("kept", RETAINED);
    assertThat(walStreams.get("kept").orElseThrow().getMetadata().getFinalizers()).isEmpty();
    delete("kept");
    assertThat(postgres.slots()).contains("kept");
    assertThat(postgres.publications()).contains("kept");
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> postgres.sqlAs("postgres", "postgres", dropSlot("kept")).exit() == 0);
  }

  private static String dropSlot(String name) {
    return "SELECT pg_drop_replication_slot('" + name + "')";
  }

  @Test
  void whatExistedBeforeStays() {
    shop.table("theirs");
    postgres.sql("CREATE PUBLICATION their_publication FOR TABLE theirs");
    postgres.sql("SELECT pg_create_logical_replication_slot('their_slot', 'pgoutput')");
    walStreams.apply(
        shop.walStream("theirs")
            .with(
                "spec: {slot: {existing: {name: their_slot}}, publication: {managed: null,"
                    + " existing: {name: their_publication}}}"));
    walStreams.await("theirs", "Ready", "True");
    delete("theirs");
    assertThat(postgres.slots()).contains("their_slot");
    assertThat(postgres.publications()).contains("their_publication");
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> postgres.sqlAs("postgres", "postgres", dropSlot("their_slot")).exit() == 0);
  }

  @Test
  void whileSuspended() {
    Document document = start("resting", "{}");
    walStreams.apply(document.with("spec: {suspend: true}"));
    walStreams.awaitReason("resting", "Ready", "Suspended");
    assertThat(postgres.slots()).contains("resting");
    delete("resting");
    assertThat(postgres.slots()).doesNotContain("resting");
  }

  @Test
  void whileItsSlotWaitsForATransaction() {
    shop.table("waiting");
    postgres.sql("CREATE TABLE IF NOT EXISTS busy (id int)");
    var open =
        CompletableFuture.supplyAsync(
            () -> postgres.sqlAs("postgres", "postgres", transactionOf("40")), Background.THREADS);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                !postgres
                    .sql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                    .isEmpty());
    walStreams.apply(named("waiting"));
    WalStreams.Condition ready =
        walStreams.awaitReason("waiting", "Ready", "WaitingForTransactions");
    assertThat(ready.message()).contains("pid ", "pg_terminate_backend");
    delete("waiting");
    assertThat(open).isNotDone();
    postgres.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    open.join();
    assertThat(postgres.slots()).doesNotContain("waiting");
    assertThat(postgres.publications()).doesNotContain("waiting");
  }

  private static String transactionOf(String seconds) {
    return "BEGIN; INSERT INTO busy VALUES (1); SELECT pg_sleep(" + seconds + "); COMMIT";
  }

  @Test
  void withItsSecretAlreadyGone() {
    walStreams.credentials("fleeting", Shop.ROLE, Shop.PASSWORD);
    start("secretless", "spec: {database: {credentials: {secretRef: {name: fleeting}}}}");
    cluster.kubectl("delete", "secret", "fleeting").ok();
    delete("secretless");
    assertThat(postgres.slots()).doesNotContain("secretless");
    assertThat(postgres.publications()).doesNotContain("secretless");
  }

  @Test
  void withItsWholeNamespace() {
    String other = cluster.namespace() + "-tenant";
    cluster.kubectl("create", "namespace", other).ok();
    try {
      shop.table("tenant");
      Document document = named("tenant").with("metadata: {namespace: " + other + "}");
      cluster.kubectlWith(secretIn(other), "--namespace", other, "apply", "-f", "-").ok();
      cluster.kubectlWith(document.yaml(), "--namespace", other, "apply", "-f", "-").ok();
      cluster
          .kubectl(
              "wait",
              "--namespace",
              other,
              "--for=condition=Ready",
              "walstream/tenant",
              "--timeout=90s")
          .ok();
      assertThat(postgres.slots()).contains("tenant");
    } finally {
      cluster.kubectl("delete", "namespace", other, "--timeout=90s").ok();
    }
    assertThat(postgres.slots()).doesNotContain("tenant");
    assertThat(postgres.publications()).doesNotContain("tenant");
  }

  private static String secretIn(String namespace) {
    return Document.of("{apiVersion: v1, kind: Secret}")
        .named(Shop.ROLE)
        .with(
            "{metadata: {namespace: %s}, stringData: {username: %s, password: %s}}"
                .formatted(namespace, Shop.ROLE, Shop.PASSWORD))
        .yaml();
  }

  @Test
  void whileTheDatabaseIsAwayItWaitsAndThenGoes() {
    start("patient", "{}");
    postgres.workload().scale(0);
    walStreams.delete("patient");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                cluster
                    .kubectl("get", "events.events.k8s.io", "-o", "name")
                    .ok()
                    .contains("patient"));
    assertThat(walStreams.get("patient")).isPresent();
    postgres.workload().scale(1);
    walStreams.awaitGone("patient");
    assertThat(postgres.slots()).doesNotContain("patient");
  }
}
