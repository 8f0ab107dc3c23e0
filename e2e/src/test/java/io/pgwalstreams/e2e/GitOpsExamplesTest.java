package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The examples for Argo CD and Flux fit together. */
class GitOpsExamplesTest {
  private static final String FOLDER = "examples/gitops/";
  private static final String WAVE = "argocd.argoproj.io/sync-wave";

  private static JsonNode shop(String file) {
    return Document.in(FOLDER + "shop/" + file).getFirst().tree();
  }

  private static int wave(String file) {
    return shop(file).path("metadata").path("annotations").path(WAVE).asInt();
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  void theSecretComesFirstThenTheStreamThenTheWalStream() {
    assertThat(List.of(wave("external-secret.yaml"), wave("stream.yaml"), wave("walstream.yaml")))
        .containsExactly(-2, -1, 0);
  }

  @Test
  void theWalStreamFindsWhatTheOthersMake() {
    JsonNode spec = shop("walstream.yaml").path("spec");
    JsonNode secret = shop("external-secret.yaml").path("spec");
    JsonNode stream = shop("stream.yaml").path("spec");

    assertThat(spec.at("/database/credentials/secretRef/name"))
        .isEqualTo(secret.at("/target/name"));
    assertThat(secret.path("data").findValuesAsText("secretKey"))
        .containsExactly("username", "password");
    assertThat(spec.at("/nats/stream/name")).isEqualTo(stream.path("name"));
    assertThat(spec.at("/nats/stream").has("createIfMissing")).isFalse();
    assertThat(texts(stream.path("subjects")))
        .containsExactly(spec.at("/nats/subjectPrefix").asText() + ".>");
  }

  @Test
  void theFolderAppliesAllThatIsInIt() throws IOException {
    try (Stream<Path> files = Files.list(Settings.ROOT.resolve(FOLDER).resolve("shop"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .filteredOn(name -> !name.equals("kustomization.yaml"))
          .containsExactlyInAnyOrderElementsOf(texts(shop("kustomization.yaml").path("resources")));
    }
  }

  @Test
  void aFileThatGoesFromGitTakesNoSlotAlong() {
    JsonNode annotations = shop("walstream.yaml").path("metadata").path("annotations");
    assertThat(annotations.path("argocd.argoproj.io/sync-options").asText())
        .isEqualTo("Prune=confirm,Delete=confirm");
    assertThat(annotations.path("kustomize.toolkit.fluxcd.io/prune").asText())
        .isEqualTo("disabled");
    assertThat(
            Document.in(FOLDER + "argocd/applicationset.yaml")
                .getFirst()
                .tree()
                .at("/spec/syncPolicy/preserveResourcesOnDeletion")
                .asBoolean())
        .isTrue();
  }

  @Test
  void theOperatorComesFromTheChartThatIsThere() {
    JsonNode application = Document.in(FOLDER + "argocd/operator.yaml").getFirst().tree();
    JsonNode release = Document.in(FOLDER + "flux/operator.yaml").getLast().tree();
    assertThat(List.of(application.at("/spec/source/path"), release.at("/spec/chart/spec/chart")))
        .allMatch(path -> Files.exists(Settings.ROOT.resolve(path.asText()).resolve("Chart.yaml")));
  }
}
