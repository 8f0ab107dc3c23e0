package io.pgwalstreams.operator.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code make install} would apply. */
class InstallIT {
  private static boolean hasKubectl() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  private static List<JsonNode> rendered(Map<String, String> settings)
      throws IOException, InterruptedException {
    assumeTrue(hasKubectl(), "kubectl is not there");
    var builder =
        new ProcessBuilder(Manifests.ROOT.resolve("deploy/install.sh").toString(), "render")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(settings);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(said)) {
      return documents.readAll();
    }
  }

  private static Map<String, JsonNode> ofMonitoring(List<JsonNode> all) {
    return all.stream()
        .filter(
            d ->
                d.path("apiVersion").asText().startsWith("monitoring.coreos.com/")
                    || d.path("kind").asText().equals("ConfigMap"))
        .collect(
            Collectors.toMap(
                d -> d.path("kind").asText() + " " + d.at("/metadata/name").asText(), d -> d));
  }

  private static Map<String, JsonNode> with(String overlay) throws Exception {
    var settings = new HashMap<>(Map.of("OVERLAY", overlay, "MONITORING", "true"));
    settings.put("NAMESPACE", "shop");
    settings.put("IMAGE_WORKER", "registry.example.com/worker:1");
    return ofMonitoring(rendered(settings));
  }

  @Test
  void monitoringIsThereWhereItWasAskedFor() throws Exception {
    assertThat(ofMonitoring(rendered(Map.of("OVERLAY", "cluster-wide")))).isEmpty();
    Map<String, JsonNode> found = with("cluster-wide");
    assertThat(found)
        .containsOnlyKeys(
            "PodMonitor pgwalstreams-worker",
            "PodMonitor pgwalstreams-operator",
            "PrometheusRule pgwalstreams",
            "ConfigMap pgwalstreams-dashboard");
    assertThat(found.values()).allMatch(d -> d.at("/metadata/namespace").asText().equals("shop"));
    JsonNode dashboard = found.get("ConfigMap pgwalstreams-dashboard");
    assertThat(dashboard.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
    assertThat(dashboard.at("/data/pgwalstreams.json").asText())
        .contains("\"uid\": \"pgwalstreams\"");
  }

  /** Else several such operators would scrape each other's workers. */
  @Test
  void anOperatorOfOneNamespaceHasItsOwnWorkersScrapedAlone() throws Exception {
    String everywhere = "/spec/namespaceSelector/any";
    JsonNode all = with("cluster-wide").get("PodMonitor pgwalstreams-worker");
    assertThat(all.at(everywhere).asBoolean()).isTrue();
    JsonNode own = with("single-namespace").get("PodMonitor pgwalstreams-worker");
    assertThat(own.path("spec").has("selector")).isTrue();
    assertThat(own.at(everywhere).isMissingNode()).isTrue();
  }
}
