package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What belongs to one WalStream is no other's, until a person says so. */
class OwnershipE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static Shop shop;
  private static WalStreams walStreams;

  @BeforeAll
  static void servers() {
    shop = Shop.open(cluster);
    walStreams = shop.walStreams();
  }

  @Test
  void theSecondOfTwoThatWantOneSlotStandsBackAndTakesNothingAlong() {
    shop.start("first");
    String slot = slotOf("first");
    shop.table("second");
    walStreams.apply(
        shop.walStream("second").with("spec: {slot: {managed: {name: " + slot + "}}}"));
    WalStreams.Condition ready = walStreams.awaitReason("second", "Ready", "ClaimedByAnother");
    assertThat(ready.message()).contains("slot '" + slot + "'", "first", "choose another name");
    walStreams.delete("second");
    walStreams.awaitGone("second");
    assertThat(shop.postgres().slots()).contains(slot);
    walStreams.await("first", "Ready", "True");
  }

  @Test
  void theSecondOfTwoThatWantOnePublicationStandsBack() {
    shop.start("owner");
    String publication = slotOf("owner");
    shop.table("thief");
    walStreams.apply(
        shop.walStream("thief")
            .with("spec: {publication: {managed: {name: " + publication + "}}}"));
    WalStreams.Condition ready = walStreams.awaitReason("thief", "Ready", "ClaimedByAnother");
    assertThat(ready.message()).contains("publication '" + publication + "'");
    walStreams.delete("thief");
    walStreams.awaitGone("thief");
    assertThat(shop.postgres().publications()).contains(publication);
  }

  /** Slot and publication have the same default name. */
  private static String slotOf(String name) {
    return cluster.kubectl("get", "walstream", name, "-o", "jsonpath={.status.slot.name}").ok();
  }

  @Test
  void oneThatWasRestoredFromABackupTakesOverWhenItIsTold() {
    Document document = shop.start("restored");
    shop.insert("restored", 1, 3);
    String uid = walStreams.get("restored").orElseThrow().getMetadata().getUid();
    loseTheResource("restored");

    walStreams.apply(document);
    WalStreams.Condition ready = walStreams.awaitReason("restored", "Ready", "ClaimedByAnother");
    assertThat(ready.message()).contains("pgwalstreams.io/take-over: " + uid);
    shop.insert("restored", 4, 6);
    walStreams.apply(
        document.with("metadata: {annotations: {pgwalstreams.io/take-over: " + uid + "}}"));
    walStreams.await("restored", "Ready", "True");
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("restored", 6))
          .extracting(Event::change)
          .endsWith("restored.public.restored.insert 6");
    }
  }

  /** As when a cluster is lost: nobody gives anything back. */
  private static void loseTheResource(String name) {
    cluster
        .kubectl(
            "scale",
            "--namespace",
            OperatorInstall.NAMESPACE,
            "deployment",
            "pgwalstreams-operator",
            "--replicas=0")
        .ok();
    cluster
        .kubectl(
            "wait",
            "--namespace",
            OperatorInstall.NAMESPACE,
            "--for=delete",
            "pod",
            "-l",
            "app.kubernetes.io/name=pgwalstreams-operator",
            "--timeout=60s")
        .ok();
    try {
      cluster
          .kubectl(
              "patch",
              "walstream",
              name,
              "--type=merge",
              "-p",
              "{\"metadata\":{\"finalizers\":null}}")
          .ok();
      cluster.kubectl("delete", "walstream", name, "--timeout=60s").ok();
      cluster
          .kubectl(
              "wait",
              "--for=delete",
              "pod",
              "-l",
              "pgwalstreams.io/walstream=" + name,
              "--timeout=90s")
          .ok();
    } finally {
      OperatorInstall.clusterWide().install();
    }
  }
}
