package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What can be seen of the installs without a cluster. */
class KustomizeTest {
  private static final String BASE = "deploy/kustomize/base/";
  private static final String CLUSTER_WIDE = "deploy/kustomize/overlays/cluster-wide/rbac.yaml";
  private static final String SINGLE_NAMESPACE =
      "deploy/kustomize/overlays/single-namespace/rbac.yaml";

  @Test
  void theImagesHaveTheVersionOfTheBuild() {
    JsonNode container = operator().path("containers").path(0);
    String version = System.getProperty("e2e.version");
    assertThat(container.path("image").asText()).isEqualTo("pgwalstreams/operator:" + version);
    assertThat(container.path("env").toString())
        .contains("\"pgwalstreams/worker:" + version + "\"");
  }

  @Test
  void theOperatorsPodIsRestrictedAndNamesNoUser() {
    JsonNode pod = operator();
    assertThat(pod.path("securityContext").toString())
        .isEqualTo("{\"runAsNonRoot\":true,\"seccompProfile\":{\"type\":\"RuntimeDefault\"}}");
    assertThat(pod.path("containers").path(0).path("securityContext").toString())
        .isEqualTo(
            "{\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,"
                + "\"capabilities\":{\"drop\":[\"ALL\"]}}");
  }

  private static JsonNode operator() {
    return Document.in(BASE + "deployment.yaml")
        .getFirst()
        .tree()
        .path("spec")
        .path("template")
        .path("spec");
  }

  @Test
  void bothInstallsGrantTheSameButForTheNamespace() {
    List<JsonNode> all = rules(CLUSTER_WIDE);
    List<JsonNode> one = rules(SINGLE_NAMESPACE);
    assertThat(all.subList(0, all.size() - 1)).isEqualTo(one.subList(0, one.size() - 1));
    assertThat(all.getLast().path("resourceNames").toString()).isEqualTo("[\"kube-system\"]");
    assertThat(one.getLast().path("resources").toString()).isEqualTo("[\"namespaces\"]");
  }

  @Test
  void noRightIsWiderThanItLooks() {
    assertThat(Stream.of(CLUSTER_WIDE, SINGLE_NAMESPACE, BASE + "lease.yaml"))
        .flatMap(KustomizeTest::rules)
        .noneMatch(rule -> rule.toString().contains("\"*\""))
        .filteredOn(rule -> rule.path("resources").toString().contains("secrets"))
        .hasSize(2)
        .allMatch(rule -> rule.path("resources").size() == 1)
        .allMatch(rule -> rule.path("verbs").toString().equals("[\"get\"]"));
  }

  private static List<JsonNode> rules(String file) {
    var rules = new ArrayList<JsonNode>();
    for (Document document : Document.in(file)) {
      document.tree().path("rules").forEach(rules::add);
    }
    return rules;
  }

  @Test
  void everyKustomizationNamesWhatIsThere() throws Exception {
    try (Stream<Path> files = Files.walk(Settings.ROOT.resolve("deploy/kustomize"))) {
      List<Path> all = files.filter(f -> f.endsWith("kustomization.yaml")).toList();
      assertThat(all).hasSize(5);
      for (Path file : all) {
        assertThat(resources(file))
            .as(file.toString())
            .isNotEmpty()
            .allMatch(r -> Files.exists(file.resolveSibling(r)));
      }
    }
    Path crd = Settings.ROOT.resolve("crds/generated/kustomization.yaml");
    assertThat(resources(crd)).allMatch(r -> Files.exists(crd.resolveSibling(r)));
  }

  private static List<String> resources(Path file) {
    JsonNode list =
        Document.in(Settings.ROOT.relativize(file).toString()).getFirst().tree().path("resources");
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
