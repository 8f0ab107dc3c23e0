package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is applied from Git does not differ from what is there. Needs no operator. */
class GitOpsE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void install() {
    cluster.kubectl("apply", "--server-side", "-k", Settings.ROOT + "/deploy/kustomize/crd").ok();
    cluster
        .kubectl(
            "wait",
            "--for=condition=Established",
            "--timeout=60s",
            "crd/walstreams.pgwalstreams.io")
        .ok();
  }

  /** The WalStreams of all examples, in the test's namespace, and one with every list. */
  static Stream<Document> written() throws IOException {
    try (Stream<Path> files = Files.walk(Settings.ROOT.resolve("examples"))) {
      Stream<Document> examples =
          files
              .filter(f -> f.toString().endsWith(".yaml"))
              .sorted()
              .map(f -> Settings.ROOT.relativize(f).toString())
              .flatMap(f -> Document.in(f).stream())
              .filter(d -> d.kind().equals("WalStream"));
      return Stream.concat(examples, Stream.of(everyList()))
          .map(d -> d.with("metadata: {namespace: null}"))
          .toList()
          .stream();
    }
  }

  private static Document everyList() {
    return Document.minimal()
        .named("every-list")
        .with(
            """
            spec:
              publication:
                managed:
                  tables: [{name: users, columns: [id, email]}, {name: orders, where: "total > 0"}]
                  operations: [update, insert]
              filter: {tables: {users: [update, insert]}, excludeColumns: [users.password]}
              messages: {prefixes: [outbox, audit]}
              nats: {servers: ["nats://b:4222", "nats://a:4222"]}
              worker:
                tolerations: [{key: a, operator: Exists}]
                imagePullSecrets: [{name: pull}]
                topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]
            """);
  }

  private static JsonNode tree(Command command) {
    return Document.of(command.ok()).tree();
  }

  private static Command apply(Document document, String... more) {
    var words = new ArrayList<>(List.of("apply", "-o", "yaml", "-f", "-"));
    words.addAll(List.of(more));
    return cluster.kubectlWith(document.yaml(), words.toArray(String[]::new));
  }

  /**
   * Argo CD merges what is written into what is there, lists as a whole, and tells of a difference
   * when that is not what is there already. Beside the written fields there are defaults, but
   * nowhere in a list.
   */
  @ParameterizedTest
  @MethodSource("written")
  void whatIsWrittenStandsAsWritten(Document document) {
    String name = document.name();
    try {
      JsonNode live = tree(apply(document, "--server-side"));

      ObjectNode merged = new Document((ObjectNode) live).with(document.yaml()).tree();
      assertThat(merged.path("spec")).isEqualTo(live.path("spec"));
      assertThat(live.path("spec").size())
          .isGreaterThanOrEqualTo(document.tree().path("spec").size());
    } finally {
      cluster.kubectl("delete", "ws", name).ok();
    }
  }

  @ParameterizedTest
  @MethodSource("written")
  void applyingItAgainChangesNothing(Document document) {
    try {
      JsonNode live = tree(apply(document, "--server-side"));

      JsonNode dry = tree(apply(document, "--server-side", "--dry-run=server"));
      assertThat(dry.path("spec")).isEqualTo(live.path("spec"));
      JsonNode again = tree(apply(document, "--server-side"));
      assertThat(again.at("/metadata/generation").asInt()).isEqualTo(1);
      assertThat(again.path("spec")).isEqualTo(live.path("spec"));
    } finally {
      cluster.kubectl("delete", "ws", document.name()).ok();
    }
  }

  /** As the guide says, with whatever else stands in Argo CD's ConfigMap. */
  @Test
  void theHealthCheckIsPatchedIntoArgoCdsConfigMap(@TempDir Path folder) throws IOException {
    cluster.kubectl("create", "configmap", "argocd-cm", "--from-literal=url=https://argocd").ok();
    for (String file : List.of("argocd-cm.yaml", "argocd-cm-nack.yaml")) {
      String patch = Files.readString(Settings.ROOT.resolve("deploy/argocd").resolve(file));
      Path here = folder.resolve(file);
      Files.writeString(
          here, patch.replace("namespace: argocd", "namespace: " + cluster.namespace()));
      cluster.kubectl("patch", "configmap", "argocd-cm", "--patch-file", here.toString()).ok();
    }

    JsonNode data =
        tree(cluster.kubectl("get", "configmap", "argocd-cm", "-o", "yaml")).path("data");
    assertThat(data.path("url").asText()).isEqualTo("https://argocd");
    assertThat(data.path("resource.customizations.health.pgwalstreams.io_WalStream").asText())
        .isEqualTo(Files.readString(Settings.ROOT.resolve("deploy/argocd/health.lua")));
    assertThat(data.has("resource.customizations.health.jetstream.nats.io_Stream")).isTrue();
  }
}
