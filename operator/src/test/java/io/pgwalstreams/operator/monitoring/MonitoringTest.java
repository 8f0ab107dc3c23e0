package io.pgwalstreams.operator.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwalstreams.testkit.monitoring.Expression;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What deploy/monitoring says of the objects that it belongs to. */
class MonitoringTest {
  private static final String FOLDER = "deploy/monitoring/";
  private static final String GUIDE = "docs/guide/alerts.md";
  private static final String MINIMAL = "operator/src/test/resources/goldens/minimal.yaml";
  private static final String BASE = "deploy/kustomize/base/";

  private static String indented(String line) {
    return line.isEmpty() ? line : "  " + line;
  }

  /** {@code -Dupdate.monitoring=true} writes it anew. */
  @Test
  void thePrometheusRuleHasTheGroupsOfTheRuleFile() throws IOException {
    String file = FOLDER + "prometheus-rule.yaml";
    String now = Manifests.text(file);
    String alerts = Manifests.text(FOLDER + "alerts.yaml");
    String groups =
        alerts
            .substring(alerts.indexOf("groups:"))
            .lines()
            .map(MonitoringTest::indented)
            .collect(Collectors.joining("\n", "", "\n"));
    String whole = now.substring(0, now.indexOf("spec:\n")) + "spec:\n" + groups;
    if (Boolean.getBoolean("update.monitoring")) {
      Files.writeString(Manifests.ROOT.resolve(file), whole, UTF_8);
      now = whole;
    }
    assertThat(now).as("-Dupdate.monitoring=true writes it anew").isEqualTo(whole);
    assertThat(Manifests.in(file, "PrometheusRule", "pgwalstreams").at("/spec/groups"))
        .isEqualTo(Manifests.in(FOLDER + "alerts.yaml").getFirst().path("groups"));
  }

  @Test
  void everyAlertHasItsSectionAndNoOtherHasOne() {
    List<String> alerts =
        Expression.alerts(Manifests.ROOT).stream().map(a -> a.path("alert").asText()).toList();
    List<String> sections =
        Pattern.compile("(?m)^## (\\w+)$")
            .matcher(Manifests.text(GUIDE))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(alerts).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    assertThat(sections).containsExactlyElementsOf(alerts);
  }

  @Test
  void everyAlertSaysWhatItIsHowBadAndWhereToReadOn() {
    for (JsonNode rule : Expression.alerts(Manifests.ROOT)) {
      String name = rule.path("alert").asText();
      assertThat(rule.at("/labels/severity").asText()).as(name).isIn("warning", "critical");
      assertThat(rule.at("/annotations/summary").asText()).as(name).hasSizeBetween(20, 150);
      assertThat(rule.at("/annotations/description").asText()).as(name).endsWith(".");
      assertThat(rule.at("/annotations/runbook_url").asText())
          .isEqualTo(GUIDE + "#" + name.toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void workersAreFoundByTheLabelsAndThePortThatTheyHave() {
    JsonNode monitor = monitor("pgwalstreams-worker");
    JsonNode pod = Manifests.in(MINIMAL, "Deployment", "shop-worker").path("spec").path("template");
    assertThat(pod.at("/metadata/labels").properties())
        .containsAll(monitor.at("/spec/selector/matchLabels").properties());
    assertThat(ports(pod)).contains(endpoint(monitor).path("port").asText());
    assertThat(monitor.at("/spec/namespaceSelector/any").asBoolean()).isTrue();
  }

  /** So that up and the meters of the JVM have the same label as the worker's own. */
  @Test
  void aWorkersTargetIsNamedByItsNamespaceAndItsWalStream() {
    JsonNode endpoint = endpoint(monitor("pgwalstreams-worker"));
    JsonNode relabeling = endpoint.path("relabelings").path(0);
    JsonNode labels =
        Manifests.in(MINIMAL, "Deployment", "shop-worker").at("/spec/template/metadata/labels");
    String label =
        labels.properties().stream()
            .filter(e -> e.getValue().asText().equals("shop"))
            .findFirst()
            .orElseThrow()
            .getKey();
    assertThat(relabeling.path("sourceLabels").toString())
        .isEqualTo(
            "[\"__meta_kubernetes_namespace\",\"__meta_kubernetes_pod_label_"
                + label.replaceAll("[^a-zA-Z0-9_]", "_")
                + "\"]");
    assertThat(relabeling.path("separator").asText()).isEqualTo("/");
    assertThat(relabeling.path("targetLabel").asText()).isEqualTo("walstream");
    assertThat(endpoint.path("honorLabels").asBoolean()).isTrue();
  }

  @Test
  void theOperatorIsFoundByTheLabelsAndThePortThatItHas() {
    JsonNode monitor = monitor("pgwalstreams-operator");
    JsonNode labels = Manifests.in(BASE + "kustomization.yaml").getFirst().at("/labels/0/pairs");
    assertThat(labels.properties())
        .containsAll(monitor.at("/spec/selector/matchLabels").properties());
    JsonNode deployment =
        Manifests.in(BASE + "deployment.yaml", "Deployment", "pgwalstreams-operator");
    assertThat(ports(deployment.path("spec").path("template")))
        .contains(endpoint(monitor).path("port").asText());
  }

  @Test
  void theGuideNamesTheLabelThatLetsPrometheusReachWorkers() {
    JsonNode policy = Manifests.in(MINIMAL, "NetworkPolicy", "shop-worker");
    JsonNode label = policy.at("/spec/ingress/0/from/1/namespaceSelector/matchLabels");
    String argument =
        label.properties().stream()
            .map(e -> e.getKey() + "=" + e.getValue().asText())
            .collect(Collectors.joining());
    assertThat(argument).isEqualTo("pgwalstreams.io/metrics=true");
    assertThat(Manifests.text("docs/guide/monitoring.md")).contains(argument);
    assertThat(Manifests.text(FOLDER + "pod-monitors.yaml")).contains(argument);
  }

  @Test
  void theComponentNamesWhatIsThere() {
    JsonNode component = Manifests.in(FOLDER + "kustomization.yaml").getFirst();
    assertThat(component.path("kind").asText()).isEqualTo("Component");
    assertThat(component.path("resources"))
        .hasSize(2)
        .allMatch(r -> Files.exists(Manifests.ROOT.resolve(FOLDER + r.asText())));
    assertThat(component.at("/configMapGenerator/0/files"))
        .allMatch(f -> Files.exists(Manifests.ROOT.resolve(FOLDER + f.asText())));
  }

  @Test
  void thePanelsOfTheDashboardHaveAPlaceOfTheirOwn() {
    JsonNode panels = dashboard().path("panels");
    var ids = new HashSet<Integer>();
    var places = new HashSet<String>();
    for (JsonNode panel : panels) {
      String title = panel.path("title").asText();
      assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
      JsonNode grid = panel.path("gridPos");
      int right = grid.path("x").asInt() + grid.path("w").asInt();
      assertThat(right).as(title).isBetween(1, 24);
      for (int x = grid.path("x").asInt(); x < right; x++) {
        int bottom = grid.path("y").asInt() + grid.path("h").asInt();
        for (int y = grid.path("y").asInt(); y < bottom; y++) {
          assertThat(places.add(x + " " + y)).as(title + " lies on another").isTrue();
        }
      }
    }
    assertThat(ids).hasSizeGreaterThan(25);
  }

  /** So that it can be imported anywhere. */
  @Test
  void theDashboardNamesNoDataSourceButTheChosenOne() {
    assertThat(dashboard().findValues("datasource"))
        .isNotEmpty()
        .allSatisfy(d -> assertThat(d.path("uid").asText()).isEqualTo("${datasource}"));
    assertThat(dashboard().at("/templating/list").findValuesAsText("name"))
        .contains("datasource", "namespace", "walstream");
    assertThat(dashboard().path("id").isMissingNode()).isTrue();
  }

  private static JsonNode dashboard() {
    return Manifests.in(FOLDER + "grafana/pgwalstreams.json").getFirst();
  }

  private static JsonNode monitor(String name) {
    return Manifests.in(FOLDER + "pod-monitors.yaml", "PodMonitor", name);
  }

  private static JsonNode endpoint(JsonNode monitor) {
    JsonNode endpoint = monitor.at("/spec/podMetricsEndpoints/0");
    assertThat(endpoint.path("path").asText()).isEqualTo("/metrics");
    return endpoint;
  }

  private static List<String> ports(JsonNode pod) {
    return pod.at("/spec/containers/0/ports").findValuesAsText("name");
  }
}
