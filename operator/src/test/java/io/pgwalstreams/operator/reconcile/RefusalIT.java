package io.pgwalstreams.operator.reconcile;

import static io.pgwalstreams.operator.reconcile.Stage.MANAGED_PUBLICATION;
import static io.pgwalstreams.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An API server that does not do what it is asked for. */
@Timeout(120)
class RefusalIT {
  private static final String DEPLOYMENT = "APPLY deployments/orders-worker";
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

  private void refuses(String line, int code, String message) {
    refuses(call -> call.line().equals(line), code, message);
  }

  private void refuses(Predicate<ApiCall> which, int code, String message) {
    stage.api.refuses(Optional.of(new ApplyingDispatcher.Refusal(which, code, message)));
  }

  private void refusesNothing() {
    stage.api.refuses(Optional.empty());
  }

  private List<String> told() {
    return stage.journal.calls("POST events").stream()
        .map(call -> call.json().path("reason").asText())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "403, 'exceeded quota: compute', WorkerNotStarting",
    "400, 'admission webhook \"policy\" denied the request', InvalidSpec",
    "422, 'spec.template.spec: Invalid value', InvalidSpec",
  })
  void aRefusalIsToldInTheApiServersWordsAndHealsWhenItEnds(int code, String words, String reason) {
    stage.secret();
    refuses(DEPLOYMENT, code, words);
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");

    stage.awaitReady("orders", "False", reason);
    assertThat(stage.condition("orders", "Ready").message()).contains(words);
    assertThat(told()).containsOnlyOnce("SlotCreated").contains(reason);

    refusesNothing();
    stage.awaitDeployment("orders");
    stage.awaitReady("orders", "False", "WorkerStarting");
  }

  @Test
  void whatTheOperatorMayNotReadIsTold() {
    stage.secret();
    refuses("GET secrets/login", 403, "secrets \"login\" is forbidden");
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");

    stage.awaitReady("orders", "False", "SecretMissing");
    assertThat(stage.condition("orders", "Ready").message()).contains("may not read", "'login'");
  }

  @Test
  void whatWasDoneIsToldThoughTheApiServerFailsAfterwards() {
    stage.secret();
    refuses(DEPLOYMENT, 500, "etcd is away");
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");

    eventually(() -> assertThat(stage.journal.count(DEPLOYMENT)).isGreaterThan(1));
    assertThat(stage.walStream("orders").getStatus().conditions())
        .as("it is tried again, and nobody else has to act")
        .isNull();
    assertThat(told()).containsExactly("SlotCreated");

    refusesNothing();
    stage.awaitDeployment("orders");
  }

  @Test
  void whatWasDoneIsToldThoughTheStatusCannotBeWritten() {
    stage.secret();
    Predicate<ApiCall> conditions =
        call -> call.line().equals(STATUS) && call.body().contains("conditions");
    refuses(conditions, 403, "walstreams/status is forbidden");
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");

    eventually(
        () -> assertThat(stage.journal.calls(STATUS)).filteredOn(conditions).hasSizeGreaterThan(1));
    assertThat(told()).containsExactly("SlotCreated");
  }
}
