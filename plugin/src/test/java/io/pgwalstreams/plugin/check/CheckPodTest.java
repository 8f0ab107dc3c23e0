package io.pgwalstreams.plugin.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.operator.desired.WorkerPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckPodTest {
  private static final WorkerPlan.Image IMAGE =
      new WorkerPlan.Image("pgwalstreams/worker:1", "IfNotPresent");

  private static ObjectNode example() throws IOException {
    Path file = Path.of(System.getProperty("basedir", "."), "..", "examples", "minimal.yaml");
    return CheckedDocument.only("minimal.yaml", Files.readString(file));
  }

  private static Pod pod() throws IOException {
    return CheckPod.of(CheckedDocument.plan(example(), "shop", IMAGE), "0a1b2c", 90);
  }

  @Test
  void runsTheWorkersCheckWithItsFilesAndEnds() throws IOException {
    Container container = pod().getSpec().getContainers().getFirst();
    assertThat(container.getArgs())
        .containsExactly(
            "check", "/etc/pgwalstreams/walstream.yaml", "--secrets", "/etc/pgwalstreams/secrets");
    assertThat(container.getImage()).isEqualTo(IMAGE.name());
    assertThat(container.getLivenessProbe()).isNull();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(pod().getSpec().getRestartPolicy()).isEqualTo("Never");
    assertThat(pod().getSpec().getActiveDeadlineSeconds()).isEqualTo(90);
  }

  @Test
  void nobodyTakesItForAWorker() throws IOException {
    assertThat(pod().getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/name", "pgwalstreams-check")
        .doesNotContainKeys("pgwalstreams.io/walstream", "app.kubernetes.io/managed-by");
    assertThat(pod().getMetadata().getName()).isEqualTo("shop-check-0a1b2c");
    assertThat(pod().getSpec().getServiceAccountName()).isNull();
    assertThat(pod().getSpec().getAutomountServiceAccountToken()).isFalse();
  }

  @Test
  void carriesItsDocument() throws IOException {
    assertThat(pod().getMetadata().getAnnotations().get("pgwalstreams.io/document"))
        .contains("kind: \"WalStream\"")
        .contains("subjectPrefix");
    Volume document =
        pod().getSpec().getVolumes().stream()
            .filter(v -> v.getName().equals("document"))
            .findFirst()
            .orElseThrow();
    assertThat(document.getConfigMap()).isNull();
    assertThat(document.getDownwardAPI().getItems().getFirst().getFieldRef().getFieldPath())
        .isEqualTo("metadata.annotations['pgwalstreams.io/document']");
  }

  @Test
  void aFileThatBreaksARuleIsRefusedBeforeAnythingIsCreated() throws IOException {
    ObjectNode root = example();
    root.withObject("/spec/database").put("host", "postgres://x");
    assertThatThrownBy(() -> CheckedDocument.plan(root, "shop", IMAGE))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("spec.database.host");
  }

  @Test
  void aPublicationThatTheOperatorHasMadeIsTakenAsItIs() throws IOException {
    ObjectNode made = CheckedDocument.withMade(example(), Optional.of("ws_shop"));
    assertThat(CheckedDocument.plan(made, "shop", IMAGE).document().publicationName())
        .isEqualTo("ws_shop");
    assertThat(made.at("/spec/publication/managed").isMissingNode()).isTrue();
    assertThat(CheckedDocument.withMade(example(), Optional.empty())).isEqualTo(example());
  }

  @Test
  void aFileHoldsOneWalStream() {
    assertThatThrownBy(() -> CheckedDocument.only("a.yaml", "{kind: Secret}"))
        .hasMessageContaining("holds 0 documents");
  }
}
