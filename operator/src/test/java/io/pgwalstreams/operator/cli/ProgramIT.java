package io.pgwalstreams.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.reconcile.ApplyingDispatcher;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.testkit.monitoring.Expression;
import io.pgwalstreams.testkit.monitoring.PromQl;
import io.pgwalstreams.testkit.monitoring.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process, at a mock API server. */
@Timeout(180)
class ProgramIT {
  /** Ten seconds for reconciliations that are under way, and some for the JVM. */
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(20);

  private static final Path GUIDE =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/guide/status.md");

  @TempDir private Path folder;
  private final ApplyingDispatcher api = new ApplyingDispatcher(call -> {});
  private final KubernetesMockServer server =
      new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), api, false);
  private KubernetesClient client;

  @BeforeEach
  void begin() {
    server.init();
    client = server.createClient();
  }

  @AfterEach
  void end() {
    client.close();
    server.destroy();
  }

  private OperatorProcess operator(String name) throws IOException {
    return OperatorProcess.start(
        client.getConfiguration().getMasterUrl(), folder.resolve(name + ".log"));
  }

  /** What only a WalStream that has run for a while has in its status. */
  private void createHalted(String name) {
    var resource = Serialization.unmarshal(document(name), WalStreamResource.class);
    resource.setStatus(
        new WalStreamStatus(
            1L,
            List.of(),
            null,
            null,
            new WalStreamStatus.Slot("s", true, "reserved", false, false, "1.5Gi", "0"),
            null,
            null,
            new WalStreamStatus.Halt("3f9a", "SlotAdvanced", "2026-01-02T03:04:05Z", null),
            null));
    client.resource(resource).create();
  }

  private void create(String name) {
    client.resource(Serialization.unmarshal(document(name), WalStreamResource.class)).create();
  }

  private static String document(String name) {
    return """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: %s, namespace: shop}
        spec:
          database: {host: db.shop.svc, name: app, credentials: {secretRef: {name: login}}}
          publication: {existing: {name: p}}
          slot: {existing: {name: s}}
          nats: {servers: ["nats://nats:4222"], subjectPrefix: db, stream: {name: db}}
        """
        .formatted(name);
  }

  private String reason(String name) {
    WalStreamResource found =
        client.resources(WalStreamResource.class).inNamespace("shop").withName(name).get();
    return found.getStatus() == null ? "" : found.getStatus().conditions().getFirst().reason();
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1) + " " + found.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** With their types; those of the JVM are Micrometer's, and the guide says so. */
  private static Set<String> scraped(OperatorProcess operator)
      throws IOException, InterruptedException {
    return names(
        Pattern.compile("(?m)^# TYPE ((?:pgwalstreams|operator_sdk)\\S+) ([a-z]+)$"),
        operator.get("/metrics"));
  }

  private static Set<String> documented() throws IOException {
    return names(Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([a-z]+) \\|"), Files.readString(GUIDE));
  }

  private static List<Expression> asked() {
    return Expression.all(GUIDE.resolve("../../..").normalize());
  }

  /** Those of the JVM are a worker's when they have the name of a WalStream. */
  private static boolean isOperators(PromQl.Selector selector) {
    String metric = selector.metric();
    return metric.startsWith("pgwalstreams_")
        ? metric.startsWith("pgwalstreams_operator_")
        : !Set.of("up", "ALERTS").contains(metric) && !selector.labels().contains("walstream");
  }

  @Test
  void theGuideNamesEveryMetricThatThereIsAndNoOther() throws Exception {
    try (OperatorProcess operator = operator("one")) {
      operator.says("leading as");
      create("orders");
      OperatorProcess.eventually(() -> assertThat(reason("orders")).isEqualTo("SecretMissing"));
      api.refuses(
          Optional.of(
              new ApplyingDispatcher.Refusal(
                  call -> call.path().endsWith("/status"), 500, "out of order")));
      create("bills");
      createHalted("audit");

      OperatorProcess.eventually(() -> assertThat(scraped(operator)).isEqualTo(documented()));
      assertThat(operator.get("/readyz")).isEqualTo("ok\n");
      assertThat(Scrape.of(operator.get("/metrics")).faults(asked(), ProgramIT::isOperators))
          .as("what dashboard and alerts ask for and the operator does not have")
          .isEmpty();
    }
  }

  @Test
  void linesOfAReconciliationSayWhoseItIsInFieldsOfTheirOwn() throws Exception {
    try (OperatorProcess operator = operator("one")) {
      operator.says("leading as");
      api.refuses(
          Optional.of(
              new ApplyingDispatcher.Refusal(
                  call -> call.path().endsWith("/status"), 500, "out of order")));
      create("orders");
      OperatorProcess.eventually(
          () -> assertThat(operator.lines()).anyMatch(line -> isOf(line, "shop", "orders")));
    }
  }

  private static boolean isOf(String line, String namespace, String name) {
    JsonNode fields = Serialization.unmarshal(line, JsonNode.class);
    return fields.path("resource.namespace").asText().equals(namespace)
        && fields.path("resource.name").asText().equals(name)
        && !fields.path("message").asText().isEmpty();
  }

  @Test
  void aSecondOperatorStandsByAndTakesOverWhenTheFirstOneEnds() throws Exception {
    try (OperatorProcess first = operator("one")) {
      first.says("leading as");
      try (OperatorProcess second = operator("two")) {
        second.says("leads; waiting");
        assertThat(second.get("/metrics"))
            .contains("pgwalstreams_operator_build_info")
            .doesNotContain("pgwalstreams_operator_condition{");
        assertThat(first.endsWithin(STOPS_WITHIN)).as("exit status").isZero();
        assertThat(first.lines().getLast()).contains("stopping");
        create("orders");
        second.says("leading as");
        OperatorProcess.eventually(() -> assertThat(reason("orders")).isEqualTo("SecretMissing"));
        assertThat(second.endsWithin(STOPS_WITHIN)).as("exit status").isZero();
      }
    }
  }

  @Test
  void oneThatWaitsForItsTurnEndsInOrderToo() throws Exception {
    try (OperatorProcess first = operator("one")) {
      first.says("leading as");
      try (OperatorProcess second = operator("two")) {
        second.says("leads; waiting");
        assertThat(second.endsWithin(STOPS_WITHIN)).as("exit status").isZero();
        assertThat(first.lines()).noneMatch(line -> line.contains("lost the Lease"));
      }
    }
  }
}
