package io.pgwalstreams.operator.reconcile;

import static io.pgwalstreams.operator.reconcile.Stage.MANAGED_PUBLICATION;
import static io.pgwalstreams.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.source.Release;
import io.pgwalstreams.operator.source.ReleaseTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a WalStream. */
@Timeout(120)
class DeletionIT {
  private static final Failure AWAY =
      Reason.DatabaseUnreachable.because("cannot connect to db.shop.svc", "start it");

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

  private void awaitGone() {
    eventually(() -> assertThat(stage.find("orders")).isEmpty());
  }

  /** A WalStream that has streamed and has no pod any more is deleted. */
  private void deleteStreamed() {
    stage.secret();
    Pod pod = stage.stream("orders");
    stage.plane.ends(pod);
    stage.delete("orders");
  }

  private void awaitRelease() {
    eventually(() -> assertThat(stage.sources.released()).isNotEmpty());
  }

  private List<ConfigMap> orphans() {
    return stage.client.configMaps().inNamespace(Stage.OPERATOR).list().getItems();
  }

  private List<String> events() {
    return stage.client.events().v1().events().inNamespace(Stage.SHOP).list().getItems().stream()
        .map(e -> e.getReason())
        .toList();
  }

  @Test
  void givesBackTheSlotWhenNoWorkerIsLeft() {
    stage.secret();
    Pod pod = stage.stream("orders");
    String slot = stage.sources.lastTask().document().slotName();
    stage.sources.gaveBack(new Deed(Deed.Kind.SlotDropped, "dropped slot " + slot));
    stage.delete("orders");

    eventually(() -> assertThat(stage.deployment("orders")).isNull());
    stage.reconciledAgain("orders");
    assertThat(stage.sources.released()).isEmpty();
    assertThat(stage.walStream("orders").hasFinalizer(Fields.FINALIZER)).isTrue();

    stage.plane.ends(pod);
    awaitGone();
    assertThat(stage.journal.lines())
        .containsSubsequence(
            "DELETE deployments/orders-worker",
            "DELETE pods/" + pod.getMetadata().getName(),
            "release orders",
            "PATCH walstreams/orders");
    assertThat(stage.journal.lines()).containsOnlyOnce("DELETE deployments/orders-worker");
    assertThat(stage.sources.released())
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.slot()).contains(new ReleaseTask.Slot(slot, true, true, Map.of()));
              assertThat(task.publications()).isTrue();
              assertThat(task.systemIdentifier()).contains(FakeSources.SERVER.systemIdentifier());
            });
    assertThat(events()).contains("SlotDropped");
    assertThat(orphans()).isEmpty();
  }

  @Test
  void waitsAsLongAsItIsBeingGivenBack() {
    deleteWhile(new Release.Working());
    stage.clock.move(Stage.DELETION_TIMEOUT.plusMinutes(1));
    stage.reconciledAgain("orders");
    assertThat(stage.find("orders")).isPresent();

    stage.releaseEnds("orders", new Release.Done());
    awaitGone();
    assertThat(orphans()).isEmpty();
  }

  @Test
  void givingBackThatNeverEndsLeavesARecord() {
    deleteWhile(new Release.Working());
    stage.clock.move(Stage.DELETION_TIMEOUT.multipliedBy(2).plusMinutes(1));
    stage.sources.news(stage.key("orders"));

    awaitGone();
    assertThat(orphans())
        .singleElement()
        .satisfies(record -> assertThat(record.getData().get("why")).contains("an end"));
  }

  @Test
  void aPodThatNeverGoesIsWaitedForForItsTimeAlone() {
    stage.secret();
    stage.stream("orders");
    stage.delete("orders");
    eventually(() -> assertThat(stage.deployment("orders")).isNull());
    stage.clock.move(Stage.DELETION_TIMEOUT.minusMinutes(1));
    stage.reconciledAgain("orders");
    assertThat(stage.sources.released()).isEmpty();

    stage.sources.releaseIs(new Release.Failed(AWAY));
    stage.clock.move(Duration.ofMinutes(2));
    awaitRelease();
    stage.reconciledAgain("orders");
    assertThat(events()).containsOnlyOnce("WorkerUnreachable");
    assertThat(stage.find("orders")).as("the database has time of its own").isPresent();

    stage.releaseEnds("orders", new Release.Done());
    awaitGone();
    assertThat(orphans()).isEmpty();
  }

  private void deleteWhile(Release release) {
    stage.sources.releaseIs(release);
    deleteStreamed();
    awaitRelease();
  }

  @Test
  void aDatabaseThatComesBackInTimeLeavesNoOrphan() {
    deleteWhile(new Release.Failed(AWAY));
    stage.reconciledAgain("orders");
    assertThat(stage.walStream("orders").hasFinalizer(Fields.FINALIZER)).isTrue();
    assertThat(events()).containsOnlyOnce("DatabaseUnreachable");

    stage.releaseEnds("orders", new Release.Done());
    awaitGone();
    assertThat(orphans()).isEmpty();
  }

  @Test
  void whatWasGivenBackIsToldOnceThoughTheRestFails() {
    stage.sources.gaveBack(new Deed(Deed.Kind.SlotDropped, "slot 's' dropped"));
    deleteWhile(new Release.Failed(AWAY));
    stage.reconciledAgain("orders");
    assertThat(events()).containsOnlyOnce("SlotDropped").contains("DatabaseUnreachable");

    stage.sources.gaveBack(new Deed(Deed.Kind.PublicationDropped, "publication 'p' dropped"));
    stage.releaseEnds("orders", new Release.Done());
    awaitGone();
    assertThat(events()).containsOnlyOnce("SlotDropped", "PublicationDropped");
  }

  @Test
  void aDatabaseThatStaysAwayLeavesARecordWithTheStatements() {
    deleteWhile(new Release.Failed(AWAY));
    String slot = stage.sources.lastTask().document().slotName();
    stage.clock.move(Stage.DELETION_TIMEOUT.minusMinutes(1));
    stage.reconciledAgain("orders");
    assertThat(stage.find("orders")).isPresent();
    assertThat(orphans()).isEmpty();

    stage.clock.move(Duration.ofMinutes(2));
    stage.releaseEnds("orders", new Release.Failed(AWAY));

    awaitGone();
    assertThat(orphans())
        .singleElement()
        .extracting(ConfigMap::getData)
        .satisfies(
            data -> {
              assertThat(data.get("drop.sql"))
                  .contains("slot_name = '" + slot + "'", "drop publication if exists \"" + slot);
              assertThat(data).containsEntry("walstream", "shop/orders");
              assertThat(data).containsEntry("database", "db.shop.svc:5432/app");
              assertThat(data.get("why")).contains("DatabaseUnreachable", "cannot connect");
            });
    assertThat(stage.orphansLeft()).isEqualTo(1);
  }

  @Test
  void aSpecThatCannotBeReadKeepsItForWhoCanReadIt() {
    stage.secret();
    Pod pod = stage.stream("orders");
    stage.editSpec(
        "orders", spec -> spec.withObject("/slot/managed").put("deletionPolicy", "Archive"));
    stage.awaitReady("orders", "False", "InvalidSpec");
    stage.delete("orders");
    eventually(() -> assertThat(stage.deployment("orders")).isNull());
    stage.plane.ends(pod);
    stage.clock.move(Stage.DELETION_TIMEOUT.multipliedBy(6));
    stage.reconciledAgain("orders");
    assertThat(stage.walStream("orders").hasFinalizer(Fields.FINALIZER)).isTrue();
    assertThat(stage.sources.released()).isEmpty();

    stage.editSpec(
        "orders", spec -> spec.withObject("/slot/managed").put("deletionPolicy", "Delete"));
    awaitGone();
    assertThat(stage.sources.released()).hasSize(1);
    assertThat(orphans()).isEmpty();
  }

  @Test
  void aSecretThatWentFirstIsRemembered() {
    stage.secret();
    Pod pod = stage.stream("orders");
    stage.plane.ends(pod);
    stage.deleteSecret();
    stage.delete("orders");

    awaitGone();
    assertThat(stage.sources.released())
        .singleElement()
        .satisfies(task -> assertThat(task.reader().user()).isEqualTo("reader"));
  }

  @Test
  void whatNeverBeganGoesAtOnce() {
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");
    stage.awaitReady("orders", "False", "SecretMissing");
    stage.delete("orders");

    awaitGone();
    assertThat(stage.sources.released()).isEmpty();
  }

  /** A WalStream that was restored without its status, and that nobody has looked at. */
  private void deleteBeforeItsFirstReport() {
    stage.secret();
    stage.whileAway(
        () -> {
          stage.create("orders", MANAGED_PUBLICATION, "managed: {}");
          stage.edit("orders", r -> r.addFinalizer(Fields.FINALIZER));
          stage.delete("orders");
        });
  }

  @Test
  void whatMayHaveBeenMadeBeforeAStatusWasLostIsLookedFor() {
    deleteBeforeItsFirstReport();

    awaitGone();
    assertThat(stage.sources.released())
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.slot().map(ReleaseTask.Slot::intended)).contains(false);
              assertThat(task.publications()).isTrue();
            });
  }

  @Test
  void whatHasNoIntentWaitsForNoDatabaseThatIsAway() {
    stage.releaseAlways(new Release.Failed(AWAY));
    deleteBeforeItsFirstReport();

    awaitGone();
    assertThat(events()).containsOnlyOnce("DatabaseUnreachable");
    assertThat(orphans()).isEmpty();
  }

  @Test
  void whatTurnsOutToBeOursIsNotLetGo() {
    stage.releaseAlways(new Release.Failed(Reason.SlotInUse.because("a session reads", "end it")));
    deleteBeforeItsFirstReport();
    awaitRelease();
    stage.reconciledAgain("orders");
    assertThat(stage.find("orders")).isPresent();

    stage.clock.move(Stage.DELETION_TIMEOUT.plusMinutes(1));
    stage.sources.news(stage.key("orders"));
    awaitGone();
    assertThat(orphans()).hasSize(1);
  }

  @Test
  void theSlotOfWhoWonItIsLeftByWhoLostIt() {
    stage.rivals(
        () -> {
          stage.edit("bills", r -> r.addFinalizer(Fields.FINALIZER));
          stage.delete("bills");
        });

    eventually(() -> assertThat(stage.find("bills")).isEmpty());
    assertThat(stage.sources.released())
        .singleElement()
        .satisfies(
            task ->
                assertThat(task.slot().orElseThrow().keepers())
                    .isEqualTo(
                        Map.of(
                            FakeSources.SERVER.systemIdentifier(),
                            new ReleaseTask.Keeper(stage.key("orders"), true))));
  }

  @Test
  void whatWasRestoredWithItsStatusIsHeldThoughItsSecretIsMissing() {
    stage.whileAway(
        () -> {
          stage.create("orders", MANAGED_PUBLICATION, "managed: {name: s}");
          stage.intend("orders", "p", "s");
        });
    stage.awaitReady("orders", "False", "SecretMissing");
    stage.delete("orders");
    stage.reconciledAgain("orders");
    assertThat(stage.find("orders")).isPresent();

    stage.secret();
    stage.sources.news(stage.key("orders"));
    awaitGone();
    assertThat(stage.sources.released()).hasSize(1);
  }

  @Test
  void whatIsRetainedWaitsForNoDatabase() {
    stage.secret();
    stage.create("orders", "existing: {name: p}", "managed: {deletionPolicy: Retain}");
    stage.awaitDeployment("orders");
    stage.delete("orders");

    awaitGone();
    assertThat(stage.sources.released()).isEmpty();
  }

  @Test
  void asksTheDatabaseNoMoreOnceItHasLetGo() {
    stage.secret();
    for (int round = 1; round <= 5; round++) {
      Pod pod = stage.stream("orders");
      stage.plane.ends(pod);
      stage.delete("orders");
      awaitGone();
      assertThat(stage.sources.released()).hasSize(round);
    }
  }

  @Test
  void oneThatIsMadeAnewWhileTheOneBeforeIsReconciledBeginsToo() {
    stage.secret();
    stage.create("orders", "existing: {name: p}", "existing: {name: s}");
    stage.awaitDeployment("orders");
    String before = stage.walStream("orders").getMetadata().getUid();
    stage.sources.holdLooks();
    stage.sources.news(stage.key("orders"));
    eventually(() -> assertThat(stage.sources.looksHeld()).isEqualTo(1));

    stage.delete("orders");
    stage.create("orders", "existing: {name: p}", "existing: {name: s}");
    eventually(() -> assertThat(stage.created("orders")).isEqualTo(2));
    stage.sources.goOn();

    String now = stage.walStream("orders").getMetadata().getUid();
    assertThat(now).isNotEqualTo(before);
    eventually(
        () -> {
          assertThat(stage.sources.lastTask().claim().uid()).isEqualTo(now);
          assertThat(stage.sources.forgotten()).contains(before).doesNotContain(now);
        });
    stage.awaitReady("orders", "False", "WorkerStarting");
  }

  @Test
  void theStatusOfTheOneBeforeIsNotWrittenToOneThatIsMadeAnew() {
    stage.secret();
    stage.create("orders", "existing: {name: p}", "existing: {name: s}");
    stage.awaitReady("orders", "False", "WorkerStarting");
    String before = stage.walStream("orders").getMetadata().getUid();
    int written = stage.journal.count(STATUS);
    stage.sources.holdLooks();
    stage.editSpec(
        "orders", spec -> spec.putObject("filter").putArray("excludeColumns").add("t.c"));
    eventually(() -> assertThat(stage.sources.looksHeld()).isEqualTo(1));
    stage.delete("orders");
    stage.create("orders", "existing: {name: p}", "existing: {name: s}");
    eventually(() -> assertThat(stage.created("orders")).isEqualTo(2));
    stage.sources.goOn();
    stage.awaitReady("orders", "False", "WorkerStarting");

    String now = stage.walStream("orders").getMetadata().getUid();
    List<String> meantFor =
        stage.journal.calls(STATUS).stream()
            .skip(written)
            .map(call -> call.json().at("/metadata/uid").asText())
            .toList();
    assertThat(meantFor).startsWith(before).endsWith(now);
    assertThat(meantFor.stream().filter(before::equals)).hasSize(1);
  }

  @Test
  void anotherOneOfTheSameNameBeginsAnew() {
    deleteStreamed();
    awaitGone();
    stage.stream("orders");

    assertThat(stage.walStream("orders").hasFinalizer(Fields.FINALIZER)).isTrue();
    assertThat(stage.sources.lastTask().claim().uid())
        .isEqualTo(stage.walStream("orders").getMetadata().getUid());
    assertThat(Optional.ofNullable(stage.walStream("orders").getStatus().halt())).isEmpty();
  }

  private static String owner(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().getFirst().getUid();
  }

  /** As with {@code kubectl replace --force}: no moment is left between the two. */
  @Test
  void oneThatTakesTheNameAtOnceBeginsAnewOnceTheOneBeforeHasGivenBack() {
    stage.secret();
    Pod pod = stage.stream("orders");
    for (int round = 1; round <= 3; round++) {
      String before = stage.key("orders").uid();
      stage.plane.ends(pod);
      stage.replaceByForce("orders", MANAGED_PUBLICATION, "managed: {}");
      String now = stage.key("orders").uid();
      pod = stage.streams("orders");

      assertThat(stage.sources.released()).hasSize(round);
      assertThat(stage.sources.released().getLast().claim().uid()).isEqualTo(before);
      assertThat(stage.sources.forgotten()).contains(before).doesNotContain(now);
      assertThat(stage.walStream("orders").hasFinalizer(Fields.FINALIZER)).isTrue();
      assertThat(stage.children("orders")).hasSize(4).allMatch(c -> owner(c).equals(now));
    }
    assertThat(orphans()).isEmpty();
  }

  /** Nothing holds its name back, so that its worker still runs when the other one begins. */
  @Test
  void oneThatTakesTheNameAtOnceIsNotReadyByTheWorkerOfTheOneBefore() {
    stage.secret();
    stage.create("orders", "existing: {name: p}", "existing: {name: s}");
    Pod before = stage.streams("orders");
    stage.replaceByForce("orders", "existing: {name: p}", "existing: {name: s}");
    String now = stage.key("orders").uid();
    eventually(() -> assertThat(stage.children("orders")).allMatch(c -> owner(c).equals(now)));
    stage.awaitReady("orders", "False", "WorkerStarting");
    stage.reconciledAgain("orders");
    assertThat(stage.condition("orders", "Ready").reason()).isEqualTo("WorkerStarting");
    assertThat(stage.walStream("orders").getStatus().worker()).isNull();

    stage.plane.ends(before);
    stage.streams("orders");
    assertThat(stage.children("orders")).hasSize(4);
  }
}
