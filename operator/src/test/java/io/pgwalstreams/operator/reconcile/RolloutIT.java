package io.pgwalstreams.operator.reconcile;

import static io.pgwalstreams.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.pgwalstreams.operator.desired.WorkerPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another version of the operator brings another image of the workers. */
@Timeout(120)
class RolloutIT {
  private static final String NEXT = "pgwalstreams/worker:2";

  private Stage stage;
  private Map<String, Pod> pods;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage();
    stage.secret();
    pods = Stream.of("orders", "users").collect(Collectors.toMap(name -> name, stage::stream));
    stage.upgrade(NEXT);
  }

  @AfterEach
  void end() {
    stage.close();
  }

  private Container worker(String name) {
    return stage.deployment(name).getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  private boolean isNext(String name) {
    return worker(name).getImage().equals(NEXT);
  }

  /** Whose turn it is. */
  private String first() {
    eventually(() -> assertThat(isNext("orders") || isNext("users")).isTrue());
    return isNext("orders") ? "orders" : "users";
  }

  private static String other(String name) {
    return name.equals("orders") ? "users" : "orders";
  }

  private void assertWaits(String second) {
    stage.reconciledAgain(second);
    assertThat(isNext(second)).isFalse();
  }

  @Test
  void workersChangeOneByOne() {
    String first = first();
    String second = other(first);
    stage.reconciledAgain(first);
    assertWaits(second);

    stage.plane.ends(pods.get(first));
    stage.plane.observes(first);
    stage.reconciledAgain(first);
    assertWaits(second);

    stage.plane.streams(first, 1);
    stage.reconciledAgain(first);
    stage.reconciledAgain(second);
    assertThat(isNext(second)).isTrue();
  }

  @Test
  void aPodOfTheOldImageDoesNotEndTheTurn() {
    String first = first();
    stage.plane.observes(first);
    stage.reconciledAgain(first);

    assertWaits(other(first));
  }

  @Test
  void oneThatDoesNotComeUpStopsNoOtherForEver() {
    String first = first();
    assertWaits(other(first));

    stage.clock.move(Duration.ofMinutes(6));
    stage.reconciledAgain(other(first));
    assertThat(isNext(other(first))).isTrue();
  }

  @Test
  void whateverChangesInThePodWaitsForItsTurn() {
    stage.upgrade(new WorkerPlan.Image(Stage.IMAGE, "Always"));
    stage.reconciledAgain("orders");
    stage.reconciledAgain("users");

    assertThat(Stream.of("orders", "users").map(name -> worker(name).getImagePullPolicy()))
        .containsExactlyInAnyOrder("Always", "IfNotPresent");
  }

  @Test
  void whatAPersonAsksForDoesNotWait() {
    String second = other(first());
    assertWaits(second);

    stage.editSpec(second, spec -> spec.withObject("/worker/nodeSelector").put("disk", "fast"));
    eventually(
        () ->
            assertThat(stage.deployment(second).getSpec().getTemplate().getSpec().getNodeSelector())
                .containsEntry("disk", "fast"));
    assertThat(isNext(second)).isTrue();
  }

  @Test
  void whatAPersonAsksForDoesNotWaitEitherWhenASecretComesAMomentLater() {
    String second = other(first());
    assertWaits(second);

    stage.deleteSecret();
    stage.editSpec(second, spec -> spec.withObject("/worker/nodeSelector").put("disk", "fast"));
    stage.awaitReady(second, "False", "SecretMissing");
    stage.secret();
    eventually(
        () ->
            assertThat(stage.deployment(second).getSpec().getTemplate().getSpec().getNodeSelector())
                .containsEntry("disk", "fast"));
  }

  @Test
  void anOperatorThatStartsInTheMiddleWaitsForWhoeverIsUnderWay() {
    String first = first();
    stage.plane.ends(pods.get(first));
    stage.plane.observes(first);

    stage.upgrade(NEXT);
    assertWaits(other(first));

    stage.plane.streams(first, 1);
    stage.reconciledAgain(first);
    stage.reconciledAgain(other(first));
    assertThat(isNext(other(first))).isTrue();
  }
}
