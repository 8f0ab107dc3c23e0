package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart as Helm renders it, beside what kustomize makes for the same choice. */
@ParameterizedClass
@ValueSource(strings = {"helm", "helm3"})
class HelmChartIT {
  private static final String CHART = Settings.ROOT.resolve("deploy/helm/pgwalstreams").toString();

  private final Program helm;

  HelmChartIT(String name) {
    helm = Program.needed(name);
  }

  private Command template(String namespace, String... values) {
    var words = new ArrayList<>(List.of("template", "any-name", CHART, "--namespace", namespace));
    // Without a cluster to ask, a Helm that was built by hand takes a very old one for given.
    words.addAll(List.of("--kube-version", "1.30.0"));
    for (String value : values) {
      words.addAll(List.of("--set", value));
    }
    return helm.run(words.toArray(String[]::new));
  }

  private Map<String, JsonNode> rendered(String namespace, String... values) {
    return byName(template(namespace, values).ok());
  }

  private static Map<String, JsonNode> kustomized(String folder) {
    return byName(
        Program.needed("kustomize")
            .run("build", Settings.ROOT.resolve("deploy/kustomize").resolve(folder).toString())
            .ok());
  }

  private static Map<String, JsonNode> byName(String yaml) {
    var all = new TreeMap<String, JsonNode>();
    for (Document document : Document.all(yaml)) {
      String key = document.kind() + " " + document.name();
      assertThat(all.put(key, document.tree())).as(key + " is there once").isNull();
    }
    return all;
  }

  private static void same(Map<String, JsonNode> chart, Map<String, JsonNode> kustomize) {
    assertThat(chart.keySet()).isEqualTo(kustomize.keySet());
    kustomize.forEach((name, object) -> assertThat(chart.get(name)).as(name).isEqualTo(object));
  }

  @Test
  void lintHasNothingToSay() {
    assertThat(helm.run("lint", "--strict", CHART).ok()).contains("0 chart(s) failed");
  }

  @Test
  void forTheWholeClusterItInstallsWhatKustomizeInstalls() {
    Map<String, JsonNode> kustomize = kustomized("overlays/cluster-wide");
    // Helm makes the release's namespace by --create-namespace.
    assertThat(kustomize.remove("Namespace pgwalstreams-system")).isNotNull();
    Map<String, JsonNode> shared = kustomized("crd");
    kustomize.keySet().removeAll(shared.keySet());

    same(rendered("pgwalstreams-system", "crds.install=false"), kustomize);
  }

  @Test
  void forOneNamespaceItInstallsWhatKustomizeInstalls() {
    same(
        rendered("pgwalstreams", "scope=namespace", "crds.install=false"),
        kustomized("overlays/single-namespace"));
  }

  @Test
  void whatTheClusterSharesIsTheSameAndStaysWhenTheReleaseGoes() {
    Map<String, JsonNode> chart = rendered("anywhere");
    Map<String, JsonNode> shared = kustomized("crd");
    chart.keySet().retainAll(shared.keySet());
    for (JsonNode object : chart.values()) {
      JsonNode annotations = ((ObjectNode) object.path("metadata")).remove("annotations");
      assertThat(annotations.toString()).isEqualTo("{\"helm.sh/resource-policy\":\"keep\"}");
    }
    same(chart, shared);
  }

  @Test
  void valuesReachTheOperatorsPod() {
    JsonNode pod =
        rendered(
                "x",
                "image.operator.repository=registry.example.com/operator",
                "image.operator.tag=v7",
                "image.worker.repository=registry.example.com/worker",
                "image.worker.tag=v8",
                "image.pullSecrets[0].name=pull",
                "settings.DELETION_TIMEOUT=30m",
                "nodeSelector.disk=fast",
                "tolerations[0].key=a",
                "affinity.nodeAffinity.x=y",
                "priorityClassName=high",
                "podLabels.team=data",
                "resources.limits.memory=1Gi")
            .get("Deployment pgwalstreams-operator")
            .at("/spec/template");

    assertThat(pod.at("/metadata/labels/team").asText()).isEqualTo("data");
    assertThat(pod.at("/spec/containers/0/image").asText())
        .isEqualTo("registry.example.com/operator:v7");
    assertThat(pod.at("/spec/containers/0/env").toString())
        .contains(
            "{\"name\":\"PGWALSTREAMS_WORKER_IMAGE\",\"value\":\"registry.example.com/worker:v8\"}",
            "{\"name\":\"PGWALSTREAMS_DELETION_TIMEOUT\",\"value\":\"30m\"}");
    assertThat(pod.at("/spec/containers/0/resources/limits/memory").asText()).isEqualTo("1Gi");
    assertThat(pod.path("spec").toString())
        .contains(
            "\"nodeSelector\":{\"disk\":\"fast\"}",
            "\"imagePullSecrets\":[{\"name\":\"pull\"}]",
            "\"tolerations\":[{\"key\":\"a\"}]",
            "\"affinity\":{\"nodeAffinity\":{\"x\":\"y\"}}",
            "\"priorityClassName\":\"high\"");
  }

  /** What the examples of Argo CD and Flux give to it. */
  @ParameterizedTest
  @CsvSource({
    "examples/gitops/argocd/operator.yaml, /spec/source/helm/valuesObject",
    "examples/gitops/flux/operator.yaml, /spec/values"
  })
  void itTakesTheValuesOfTheExamples(String file, String path) {
    JsonNode values = Document.in(file).getLast().tree().at(path);
    assertThat(values.isObject()).isTrue();

    Command template =
        helm.run(
            "template",
            "x",
            CHART,
            "--kube-version",
            "1.30.0",
            "--set-json",
            "image=" + values.path("image"));
    assertThat(template.ok()).contains(values.at("/image/worker/repository").asText());
    assertThat(values.size()).as("nothing else is given").isEqualTo(1);
  }

  @Test
  void podMonitorsAreMadeWhenAskedFor() {
    assertThat(rendered("x").keySet()).noneMatch(name -> name.startsWith("PodMonitor"));
    Map<String, JsonNode> all = rendered("x", "podMonitor.enabled=true", "podMonitor.labels.a=b");
    JsonNode operator = all.get("PodMonitor pgwalstreams-operator");
    JsonNode workers = all.get("PodMonitor pgwalstreams-worker");
    assertThat(operator.at("/metadata/labels/a").asText()).isEqualTo("b");
    assertThat(operator.path("spec").has("namespaceSelector")).isFalse();
    assertThat(workers.at("/spec/namespaceSelector/any").asBoolean()).isTrue();
    JsonNode port =
        all.get("Deployment pgwalstreams-operator")
            .at("/spec/template/spec/containers/0/ports/0/name");
    assertThat(operator.at("/spec/podMetricsEndpoints/0/port")).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scope=everything",
        "replica=2",
        "image.operator.repository=",
        "settings.DELETION_TIMOUT=30m",
        "settings.DELETION_TIMEOUT=30",
        "crds.enabled=false"
      })
  void whatTheChartDoesNotKnowIsRefused(String value) {
    Command refused = template("x", value);

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("values don't meet the specifications of the schema");
  }
}
