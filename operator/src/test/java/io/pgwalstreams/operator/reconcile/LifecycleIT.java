package io.pgwalstreams.operator.reconcile;

import static io.pgwalstreams.operator.reconcile.Stage.MANAGED_PUBLICATION;
import static io.pgwalstreams.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.desired.PodAnnotations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A WalStream from its creation on. */
@Timeout(120)
class LifecycleIT {
  private static final String STATUS = "APPLY walstreams/orders/status";

  private Stage stage;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage();
  }

  @AfterEach
  void end() {
    stage.close();
  }

  private boolean holdsFinalizer() {
    return stage.walStream("orders").hasFinalizer(Fields.FINALIZER);
  }

  @Test
  void recordsWhatItWillMakeBeforeItIsMade() {
    stage.secret();
    stage.stream("orders");

    String slot = stage.sources.lastTask().document().slotName();
    assertThat(stage.journal.lines())
        .containsSubsequence("PATCH walstreams/orders", STATUS, "make " + slot);
    assertThat(stage.journal.calls("PATCH walstreams/orders").getFirst().body())
        .contains(Fields.FINALIZER);
    JsonNode intent = stage.journal.calls(STATUS).getFirst().json().get("status");
    assertThat(intent.at("/slot/name").asText()).isEqualTo(slot);
    assertThat(intent.at("/slot/managed").asBoolean()).isTrue();
    assertThat(intent.at("/publication/name").asText()).isEqualTo(slot);
    assertThat(intent.has("conditions")).isFalse();
  }

  @Test
  void startsTheWorkerAfterAllThatItNeeds() {
    stage.secret();
    stage.stream("orders");

    String slot = stage.sources.lastTask().document().slotName();
    assertThat(stage.journal.lines())
        .containsSubsequence(
            "make " + slot,
            "APPLY serviceaccounts/orders-worker",
            "APPLY configmaps/orders-worker",
            "APPLY networkpolicies/orders-worker",
            "APPLY deployments/orders-worker",
            STATUS);
    assertThat(stage.journal.lines()).containsOnlyOnce("APPLY deployments/orders-worker");
  }

  @Test
  void whatItMakesIsItsOwnAndLabelledForNobodyElse() {
    stage.secret();
    stage.stream("orders");

    String uid = stage.walStream("orders").getMetadata().getUid();
    assertThat(stage.children("orders"))
        .hasSize(4)
        .allSatisfy(
            child -> {
              assertThat(child.getMetadata().getLabels())
                  .containsOnly(
                      Map.entry("app.kubernetes.io/name", "pgwalstreams-worker"),
                      Map.entry("app.kubernetes.io/managed-by", "pgwalstreams-operator"),
                      Map.entry("pgwalstreams.io/walstream", "orders"));
              assertThat(child.getMetadata().getAnnotations()).doesNotContainKey("note");
              assertThat(child.getMetadata().getOwnerReferences())
                  .singleElement()
                  .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(uid));
              assertThat(child.getMetadata().getManagedFields())
                  .singleElement()
                  .satisfies(f -> assertThat(f.getManager()).isEqualTo("pgwalstreams-operator"));
            });
  }

  @Test
  void aSecretThatChangesReachesTheRunningWorkerAtOnce() {
    stage.secret();
    Pod pod = stage.stream("orders");
    stage.reconciledAgain("orders");
    assertThat(stage.client.resource(pod).get().getMetadata().getAnnotations())
        .as("nothing has changed")
        .doesNotContainKey(PodAnnotations.REFRESHED);

    stage.renewSecret();
    stage.reconciledAgain("orders");

    assertThat(stage.client.resource(pod).get().getMetadata().getAnnotations())
        .containsKey(PodAnnotations.REFRESHED)
        .satisfies(all -> assertThat(all.toString()).doesNotContain("another", "YW5vdGhlcg"));
    List<String> before = stage.journal.lines();
    stage.reconciledAgain("orders");
    assertThat(stage.journal.lines()).isEqualTo(before);
  }

  @Test
  void isReadyWhenItsWorkerSaysSo() {
    stage.secret();
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");
    stage.awaitDeployment("orders");
    stage.awaitReady("orders", "False", "WorkerStarting");

    stage.plane.streams("orders", 1);

    stage.awaitReady("orders", "True", "Streaming");
    assertThat(stage.walStream("orders").getStatus().source().systemIdentifier())
        .isEqualTo(FakeSources.SERVER.systemIdentifier());
  }

  @Test
  void writesNothingWhenNothingHasChanged() {
    stage.secret();
    stage.stream("orders");
    stage.reconciledAgain("orders");
    List<String> before = stage.journal.lines();

    for (int i = 0; i < 3; i++) {
      stage.clock.move(Duration.ofMinutes(2));
      stage.reconciledAgain("orders");
    }
    assertThat(stage.journal.lines()).isEqualTo(before);
  }

  @Test
  void anOperatorThatStartsAgainWritesNothing() {
    stage.secret();
    stage.stream("orders");
    stage.reconciledAgain("orders");
    List<String> before = stage.journal.lines();

    stage.upgrade(Stage.IMAGE);
    stage.reconciledAgain("orders");
    assertThat(stage.journal.lines()).isEqualTo(before);
  }

  @Test
  void aMissingSecretIsNamedAndItsCreationHeals() {
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");
    stage.awaitReady("orders", "False", "SecretMissing");
    assertThat(stage.condition("orders", "Ready").message()).contains("'login'");
    assertThat(holdsFinalizer()).as("it may have been restored").isTrue();

    stage.secret();

    stage.awaitDeployment("orders");
  }

  @Test
  void whatCannotBeReadIsLeftAlone() {
    stage.secret();
    stage.create("orders", MANAGED_PUBLICATION, "managed: {deletionPolicy: Archive}");

    stage.awaitReady("orders", "False", "InvalidSpec");
    assertThat(stage.journal.lines()).noneMatch(line -> line.startsWith("make"));
    assertThat(holdsFinalizer()).isFalse();
  }

  @Test
  void holdsNoFinalizerWhereNothingIsGivenBack() {
    stage.secret();
    stage.create(
        "orders",
        "managed: {tables: [{name: a}], deletionPolicy: Retain}",
        "managed: {deletionPolicy: Retain}");
    stage.awaitDeployment("orders");
    stage.create("users", "existing: {name: p}", "existing: {name: s}");
    stage.awaitDeployment("users");

    assertThat(stage.walStream("orders").getFinalizers()).isEmpty();
    assertThat(stage.walStream("users").getFinalizers()).isEmpty();
  }

  @Test
  void anotherPolicyTakesTheFinalizerAwayAndPutsItBack() {
    stage.secret();
    stage.create("orders", "existing: {name: p}", "managed: {}");
    stage.awaitDeployment("orders");
    assertThat(holdsFinalizer()).isTrue();

    stage.editSpec(
        "orders", spec -> spec.withObject("/slot/managed").put("deletionPolicy", "Retain"));
    eventually(() -> assertThat(holdsFinalizer()).isFalse());

    stage.editSpec(
        "orders", spec -> spec.withObject("/slot/managed").put("deletionPolicy", "Delete"));
    eventually(() -> assertThat(holdsFinalizer()).isTrue());
  }

  @Test
  void mendsWhatSomebodyEdits() {
    stage.secret();
    stage.stream("orders");

    var deployment = stage.deployment("orders");
    deployment.getSpec().setReplicas(3);
    stage.client.resource(deployment).update();
    eventually(() -> assertThat(stage.deployment("orders").getSpec().getReplicas()).isEqualTo(1));

    HasMetadata policy = stage.children("orders").getLast();
    stage.client.resource(policy).delete();
    eventually(
        () ->
            assertThat(stage.children("orders"))
                .extracting(HasMetadata::getKind)
                .contains("NetworkPolicy"));
  }

  @Test
  void leavesWhatOthersAddToItsObjects() {
    stage.secret();
    stage.stream("orders");
    var deployment = stage.deployment("orders");
    deployment.getMetadata().getLabels().put("cost-centre", "7");
    stage.client.resource(deployment).update();
    stage.reconciledAgain("orders");

    assertThat(stage.deployment("orders").getMetadata().getLabels())
        .containsEntry("cost-centre", "7");
    assertThat(stage.journal.count("APPLY deployments/orders-worker")).isEqualTo(1);
  }

  @Test
  void takesBackWhatHasLostItsLabels() {
    stage.secret();
    stage.stream("orders");
    var deployment = stage.deployment("orders");
    String uid = deployment.getMetadata().getUid();
    deployment.getMetadata().setLabels(Map.of());
    stage.client.resource(deployment).update();

    eventually(
        () ->
            assertThat(stage.deployment("orders").getMetadata().getLabels())
                .containsEntry("pgwalstreams.io/walstream", "orders"));
    assertThat(stage.deployment("orders").getMetadata().getUid()).isEqualTo(uid);
  }

  @Test
  void ofWhatItMeantToMakeOnlyWhatIsAnothersIsForgotten() {
    stage.secret();
    stage.sources.slotIsAnothers();
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");

    stage.awaitReady("orders", "False", "ClaimedByAnother");
    WalStreamStatus status = stage.walStream("orders").getStatus();
    assertThat(status.slot()).isNull();
    assertThat(status.publication()).isNotNull();
    stage.delete("orders");
    eventually(() -> assertThat(stage.find("orders")).isEmpty());
    assertThat(stage.sources.released())
        .singleElement()
        .satisfies(task -> assertThat(task.publications()).isTrue());
  }

  @Test
  void whoFindsItsSlotWonByAnotherForgetsThatItMeantToMakeIt() {
    stage.rivals(() -> {});

    stage.awaitReady("bills", "False", "ClaimedByAnother");
    assertThat(stage.walStream("bills").getStatus().slot()).isNull();
    stage.reconciledAgain("bills");
    stage.reconciledAgain("bills");
    assertThat(stage.walStream("bills").getStatus().slot())
        .as("nor does it mean to as long as the other one is there")
        .isNull();
    assertThat(stage.walStream("orders").getStatus().slot().name()).isEqualTo("s");
  }

  @Test
  void anObjectOfThisNameThatIsSomebodysStaysAsItIs() {
    stage.secret();
    stage.client.resource(Stage.foreignConfigMap("orders-worker")).create();
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");

    stage.awaitReady("orders", "False", "ClaimedByAnother");
    assertThat(
            stage
                .client
                .configMaps()
                .inNamespace(Stage.SHOP)
                .withName("orders-worker")
                .get()
                .getData())
        .containsOnly(Map.entry("mine", "yes"));
    assertThat(stage.deployment("orders")).isNull();
  }

  private void suspend() {
    stage.editSpec("orders", spec -> spec.put("suspend", true));
    eventually(() -> assertThat(stage.deployment("orders").getSpec().getReplicas()).isEqualTo(0));
  }

  @Test
  void suspendNeedsNoSecretAndWhatItStoppedGoesOnWhenTheSecretIsBack() {
    stage.secret();
    stage.stream("orders");
    stage.deleteSecret();
    suspend();
    stage.awaitReady("orders", "False", "SecretMissing");
    int stopped = stage.journal.count("PATCH deployments/orders-worker");
    stage.reconciledAgain("orders");
    assertThat(stage.journal.count("PATCH deployments/orders-worker")).isEqualTo(stopped);

    stage.editSpec("orders", spec -> spec.put("suspend", false));
    stage.secret();
    eventually(() -> assertThat(stage.deployment("orders").getSpec().getReplicas()).isEqualTo(1));
  }

  @Test
  void suspendEndsTheWorkerAndKeepsTheRest() {
    stage.secret();
    Pod pod = stage.stream("orders");

    stage.editSpec("orders", spec -> spec.put("suspend", true));
    eventually(() -> assertThat(stage.deployment("orders").getSpec().getReplicas()).isEqualTo(0));
    stage.awaitReady("orders", "False", "Suspending");
    stage.plane.ends(pod);
    stage.plane.observes("orders");

    stage.awaitReady("orders", "True", "Suspended");
    assertThat(stage.sources.released()).isEmpty();
    assertThat(holdsFinalizer()).isTrue();
  }
}
