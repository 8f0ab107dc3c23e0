package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deletions where slot and publication part, or where something stands still just then. */
class MixedDeletionE2E {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

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

  private static Document named(String name, String slotPolicy, String publicationPolicy) {
    return shop.walStream(name)
        .with(
            "spec: {slot: {managed: {name: %1$s, deletionPolicy: %2$s}}, publication: {managed: {name: %1$s, deletionPolicy: %3$s}}}"
                .formatted(name, slotPolicy, publicationPolicy));
  }

  private static Document start(String name, String slotPolicy, String publicationPolicy) {
    shop.table(name);
    Document document = named(name, slotPolicy, publicationPolicy);
    walStreams.apply(document);
    walStreams.await(name, "Ready", "True");
    return document;
  }

  private static void delete(String name) {
    walStreams.delete(name);
    walStreams.awaitGone(name);
  }

  private static void eventually(String statement) {
    await()
        .atMost(PATIENCE)
        .until(() -> postgres.sqlAs("postgres", "postgres", statement).exit() == 0);
  }

  @Test
  void theSlotGoesAndThePublicationStays() {
    start("slotless", "Delete", "Retain");
    delete("slotless");
    assertThat(postgres.slots()).doesNotContain("slotless");
    assertThat(postgres.publications()).contains("slotless");
  }

  @Test
  void thePublicationGoesAndTheSlotStays() {
    start("slotted", "Retain", "Delete");
    delete("slotted");
    assertThat(postgres.slots()).contains("slotted");
    assertThat(postgres.publications()).doesNotContain("slotted");
    eventually("SELECT pg_drop_replication_slot('slotted')");
  }

  @Test
  void whileItIsHalted() {
    Document document = start("halted", "Delete", "Delete");
    shop.insert("halted", 1, 3);
    walStreams.apply(document.with("spec: {suspend: true}"));
    walStreams.awaitReason("halted", "Ready", "Suspended");
    shop.insert("halted", 4, 6);
    eventually("SELECT pg_replication_slot_advance('halted', pg_current_wal_lsn())");
    walStreams.apply(document.with("spec: {suspend: false}"));
    walStreams.awaitReason("halted", "Stalled", "SlotAdvanced");
    delete("halted");
    assertThat(postgres.slots()).doesNotContain("halted");
    assertThat(postgres.publications()).doesNotContain("halted");
  }

  /** Nothing can be created there, and its Secret may be gone, when the database comes back. */
  @Test
  void withItsNamespaceWhileTheDatabaseIsAway() {
    String other = cluster.namespace() + "-tenant";
    cluster.kubectl("create", "namespace", other).ok();
    shop.table("tenant");
    in(other, secret().yaml(), "apply", "-f", "-").ok();
    in(other, named("tenant", "Delete", "Delete").yaml(), "apply", "-f", "-").ok();
    in(other, "", "wait", "--for=condition=Ready", "walstream/tenant", "--timeout=90s").ok();
    postgres.workload().scale(0);
    cluster.kubectl("delete", "namespace", other, "--wait=false").ok();
    await()
        .atMost(PATIENCE)
        .until(
            () -> in(other, "", "get", "pods,secrets,deployments", "-o", "name").out().isBlank());
    assertThat(in(other, "", "get", "walstream", "tenant", "-o", "name").ok()).isNotBlank();
    postgres.workload().scale(1);
    cluster.kubectl("wait", "--for=delete", "namespace/" + other, "--timeout=90s").ok();
    assertThat(postgres.slots()).doesNotContain("tenant");
    assertThat(postgres.publications()).doesNotContain("tenant");
  }

  private static Command in(String namespace, String input, String... arguments) {
    String[] words = new String[arguments.length + 2];
    words[0] = "--namespace";
    words[1] = namespace;
    System.arraycopy(arguments, 0, words, 2, arguments.length);
    return cluster.kubectlWith(input, words);
  }

  private static Document secret() {
    return Document.of("{apiVersion: v1, kind: Secret}")
        .named(Shop.ROLE)
        .with("stringData: {username: %s, password: %s}".formatted(Shop.ROLE, Shop.PASSWORD));
  }
}
