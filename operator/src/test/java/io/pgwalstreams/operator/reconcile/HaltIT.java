package io.pgwalstreams.operator.reconcile;

import static io.pgwalstreams.operator.reconcile.Stage.MANAGED_PUBLICATION;
import static io.pgwalstreams.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.pgwalstreams.api.Annotations;
import io.pgwalstreams.api.Halt;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.TerminationMessage;
import io.pgwalstreams.operator.apply.Children;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that stands still, and a person who accepts it. */
@Timeout(120)
class HaltIT {
  private static final String APPLIED = "APPLY deployments/orders-worker";

  private Stage stage;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage();
    stage.secret();
  }

  @AfterEach
  void end() {
    stage.close();
  }

  private static TerminationMessage lost(String halt) {
    return new TerminationMessage(
        Reason.SlotLost.because("slot 's' is lost", "accept the gap"),
        Optional.of(new Halt(halt, Optional.of("0/16B3748:2"))));
  }

  private Pod halted() {
    stage.create("orders", MANAGED_PUBLICATION, "managed: {}");
    stage.awaitDeployment("orders");
    Pod pod = stage.plane.halts("orders", lost("h-1"));
    stage.awaitReady("orders", "False", "SlotLost");
    assertThat(haltId()).contains("h-1");
    assertThat(Situation.haltText(stage.walStream("orders").getStatus()))
        .contains("slot 's' is lost");
    return pod;
  }

  private Optional<String> haltId() {
    return Optional.ofNullable(stage.walStream("orders").getStatus().halt()).map(h -> h.id());
  }

  private void accept(String halt) {
    stage.edit("orders", r -> r.getMetadata().getAnnotations().put(Annotations.ACCEPT, halt));
  }

  private Optional<String> accepted() {
    return Children.accepted(stage.deployment("orders"), stage.walStream("orders"));
  }

  @Test
  void acceptingPassesTheHaltToTheWorkerOnce() {
    Pod halted = halted();
    assertThat(accepted()).isEmpty();

    accept("h-1");
    eventually(() -> assertThat(accepted()).contains("h-1"));
    assertThat(stage.sources.lastTask().binding().consent()).isPresent();
    stage.plane.ends(halted);
    Pod streaming = stage.plane.streams("orders", 1);
    stage.awaitReady("orders", "True", "Streaming");
    assertThat(haltId()).isEmpty();
    stage.reconciledAgain("orders");
    assertThat(accepted()).as("the pod must not roll again").contains("h-1");
    assertThat(stage.journal.count(APPLIED)).isEqualTo(2);
    assertThat(stage.sources.lastTask().binding().consent()).isEmpty();

    stage.plane.ends(streaming);
    stage.plane.halts("orders", lost("h-2"));
    eventually(() -> assertThat(haltId()).contains("h-2"));
    stage.reconciledAgain("orders");
    assertThat(accepted()).contains("h-1");
    assertThat(stage.journal.count(APPLIED)).isEqualTo(2);
  }

  @Test
  void suspendEndsTheWorkerThoughWhatItAcceptsIsNotReached() {
    halted();
    stage.sources.publicationIsMissing();
    accept("h-1");
    stage.reconciledAgain("orders");
    assertThat(accepted()).isEmpty();
    assertThat(stage.deployment("orders").getSpec().getReplicas()).isEqualTo(1);

    stage.editSpec("orders", spec -> spec.put("suspend", true));
    eventually(() -> assertThat(stage.deployment("orders").getSpec().getReplicas()).isEqualTo(0));
    assertThat(accepted()).as("the worker is to find the publication first").isEmpty();
  }

  @Test
  void anIdThatIsNotTheOneAtHandDoesNothing() {
    halted();

    accept("h-0");
    stage.reconciledAgain("orders");

    assertThat(accepted()).isEmpty();
    assertThat(stage.journal.count(APPLIED)).isEqualTo(1);
    assertThat(stage.sources.lastTask().binding().consent()).isEmpty();
    stage.awaitReady("orders", "False", "SlotLost");
  }
}
