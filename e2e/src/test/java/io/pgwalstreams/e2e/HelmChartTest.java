package io.pgwalstreams.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be seen of the chart without Helm. */
class HelmChartTest {
  private static final Path CHART = Settings.ROOT.resolve("deploy/helm/pgwalstreams");
  private static final String KUSTOMIZE = "deploy/kustomize/";

  private static final Map<String, String> COPIES =
      Map.of(
          "crd.yaml", "crds/generated/walstreams.pgwalstreams.io-v1.yml",
          "user-roles.yaml", KUSTOMIZE + "crd/user-roles.yaml",
          "service-account.yaml", KUSTOMIZE + "base/service-account.yaml",
          "lease.yaml", KUSTOMIZE + "base/lease.yaml",
          "service.yaml", KUSTOMIZE + "base/service.yaml",
          "network-policy.yaml", KUSTOMIZE + "base/network-policy.yaml",
          "rbac-cluster.yaml", KUSTOMIZE + "overlays/cluster-wide/rbac.yaml",
          "rbac-namespace.yaml", KUSTOMIZE + "overlays/single-namespace/rbac.yaml");

  /** Settings that other values stand for, or that the chart's ports and probes depend on. */
  private static final List<String> NOT_FREE = List.of("WORKER_IMAGE", "NAMESPACES", "LISTEN");

  @Test
  void itsFilesAreThoseThatKustomizeInstalls() throws IOException {
    try (Stream<Path> files = Files.list(CHART.resolve("files"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(COPIES.keySet());
    }
    for (var copy : COPIES.entrySet()) {
      assertThat(CHART.resolve("files").resolve(copy.getKey()))
          .as("'make chart' copies it")
          .hasSameTextualContentAs(Settings.ROOT.resolve(copy.getValue()), UTF_8);
    }
  }

  @Test
  void itHasTheVersionOfTheBuild() {
    JsonNode chart = Document.in("deploy/helm/pgwalstreams/Chart.yaml").getFirst().tree();
    String version = System.getProperty("e2e.version");
    assertThat(chart.path("version").asText()).isEqualTo(version);
    assertThat(chart.path("appVersion").asText()).isEqualTo(version);
  }

  @Test
  void theSchemaKnowsEveryValue() {
    JsonNode values = Document.in("deploy/helm/pgwalstreams/values.yaml").getFirst().tree();
    assertThat(schema().path("properties").properties())
        .extracting(Map.Entry::getKey)
        .filteredOn(name -> !name.equals("global"))
        .containsExactlyInAnyOrderElementsOf(
            values.properties().stream().map(Map.Entry::getKey).toList());
  }

  private static JsonNode schema() {
    return Document.in("deploy/helm/pgwalstreams/values.schema.json").getFirst().tree();
  }

  @Test
  void everySettingOfTheOperatorCanBeWritten() throws IOException {
    String page = Files.readString(Settings.ROOT.resolve("docs/guide/install.md"));
    var documented = new TreeSet<String>();
    Pattern.compile("(?m)^\\| `PGWALSTREAMS_([A-Z_]+)`")
        .matcher(page)
        .results()
        .forEach(m -> documented.add(m.group(1)));
    documented.removeAll(NOT_FREE);
    assertThat(schema().at("/properties/settings/properties").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(documented);
  }
}
