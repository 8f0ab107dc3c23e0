package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Kustomizations as {@code kubectl kustomize} renders them. It needs kubectl, and no cluster. */
class KustomizeIT {
  private static final Path KUSTOMIZE = Path.of("deploy/kustomize");
  private static final Pattern COMPONENT_IN_PAGE =
      Pattern.compile("(?ms)^```yaml\\n(apiVersion: kustomize[^`]*components:.*?)^```$");

  @BeforeAll
  static void kubectl() {
    assumeTrue(
        Files.isExecutable(Path.of(Settings.KUBECTL)) || isOnThePath(Settings.KUBECTL),
        "there is no kubectl");
  }

  private static boolean isOnThePath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static List<Document> rendered(Path folder) {
    List<String> words = List.of(Settings.KUBECTL, "kustomize", folder.toString());
    return Document.all(Command.run(Map.of(), "", words).ok());
  }

  private static JsonNode egress(List<Document> objects) {
    return objects.stream()
        .filter(o -> o.name().equals("pgwalstreams-operator-egress"))
        .map(Document::tree)
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode operatorsPod(List<Document> objects) {
    return objects.stream()
        .map(Document::tree)
        .filter(o -> o.path("kind").asText().equals("Deployment"))
        .findFirst()
        .orElseThrow()
        .path("spec")
        .path("template");
  }

  /** The kustomization of docs/guide/security.md, with the repository in place of its path. */
  @Test
  void theComponentOfThePageSelectsTheOperatorAndItsWorkers() throws IOException {
    var page = Files.readString(Settings.ROOT.resolve("docs/guide/security.md"));
    var block = COMPONENT_IN_PAGE.matcher(page);
    assertThat(block.find()).isTrue();
    Path target = Files.createDirectories(Settings.ROOT.resolve("e2e/target"));
    Path folder = Files.createTempDirectory(target, "kustomize");
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        block.group(1).replace("path/to/pgwalstreams/", "../../../"));
    List<Document> objects = rendered(folder);
    JsonNode policy = egress(objects);
    assertThat(policy.path("metadata").path("namespace").asText()).isEqualTo("pgwalstreams-system");
    assertThat(operatorsPod(objects).path("metadata").path("labels").toString())
        .contains(inBraces(policy.path("spec").path("podSelector").path("matchLabels")));
    assertThat(workersPod().path("metadata").path("labels").toString())
        .contains(
            inBraces(
                policy
                    .path("spec")
                    .path("egress")
                    .path(3)
                    .path("to")
                    .path(0)
                    .path("podSelector")
                    .path("matchLabels")));
  }

  private static String inBraces(JsonNode labels) {
    String text = labels.toString();
    assertThat(labels.size()).isEqualTo(1);
    return text.substring(1, text.length() - 1);
  }

  /** As the operator makes it. */
  private static JsonNode workersPod() {
    return Document.in("operator/src/test/resources/goldens/minimal.yaml").stream()
        .map(Document::tree)
        .filter(o -> o.path("kind").asText().equals("Deployment"))
        .findFirst()
        .orElseThrow()
        .path("spec")
        .path("template");
  }

  @Test
  void theSampleForWorkersSelectsThem() {
    JsonNode policy =
        Document.in(KUSTOMIZE.resolve("samples/worker-egress.yaml").toString()).getFirst().tree();
    assertThat(policy.path("spec").path("policyTypes").toString()).isEqualTo("[\"Egress\"]");
    assertThat(workersPod().path("metadata").path("labels").toString())
        .contains(inBraces(policy.path("spec").path("podSelector").path("matchLabels")));
  }

  @Test
  void bothOverlaysRender() {
    for (String overlay : List.of("cluster-wide", "single-namespace")) {
      Path folder = Settings.ROOT.resolve(KUSTOMIZE).resolve("overlays").resolve(overlay);
      assertThat(rendered(folder)).as(overlay).isNotEmpty();
    }
  }
}
