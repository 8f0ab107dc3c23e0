package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The resource as a real API server takes and explains it; needs no operator. */
class CrdE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String CRD = "walstreams.pgwalstreams.io";

  @BeforeAll
  static void install() {
    cluster.kubectl("apply", "--server-side", "-k", Settings.ROOT + "/deploy/kustomize/crd").ok();
    cluster.kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd/" + CRD).ok();
  }

  @Test
  void theApiServerTakesItWithEveryRule() {
    CustomResourceDefinition crd =
        cluster.client().apiextensions().v1().customResourceDefinitions().withName(CRD).get();
    assertThat(crd.getStatus().getConditions())
        .filteredOn(
            c -> c.getStatus().equals("False") == !c.getType().equals("NonStructuralSchema"))
        .as("%s", crd.getStatus().getConditions())
        .isEmpty();
    String yaml = cluster.kubectl("get", "crd", CRD, "-o", "yaml").ok();
    String committed = read(Settings.ROOT.resolve("crds/generated/" + CRD + "-v1.yml"));
    assertThat(count(yaml, "rule: ")).isPositive().isEqualTo(count(committed, "rule: "));
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  static Stream<Path> examples() throws IOException {
    try (var files = Files.list(Settings.ROOT.resolve("examples"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  /** In the test's namespace, whatever the example says. */
  private static String here(Path example) {
    return read(example).replaceAll("namespace: \\S+", "namespace: " + cluster.namespace());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleAppliesAndDoesNotDiffer(Path example) {
    String text = here(example);
    cluster.kubectlWith(text, "apply", "-f", "-").ok();
    cluster.kubectlWith(text, "diff", "-f", "-").ok();
    cluster.kubectlWith(text, "delete", "-f", "-").ok();
    cluster.kubectlWith(text, "apply", "--server-side", "-f", "-").ok();
    cluster.kubectlWith(text, "diff", "--server-side", "-f", "-").ok();
    cluster.kubectlWith(text, "delete", "-f", "-").ok();
  }

  @ParameterizedTest
  @MethodSource("io.pgwalstreams.e2e.Refusal#all")
  void refusesWithASentence(Refusal refusal) {
    Command apply =
        cluster.kubectlWith(
            Document.minimal().with(refusal.patch()).yaml(),
            "apply",
            "--dry-run=server",
            "-f",
            "-");
    assertThat(apply.exit()).isNotZero();
    assertThat(apply.err()).contains(refusal.sentence());
  }

  @ParameterizedTest
  @MethodSource("io.pgwalstreams.e2e.Refusal#fixedOnceBound")
  void whatIsBoundStaysAsItIs(Refusal change) {
    String name = "bound-" + Integer.toHexString(change.hashCode());
    Document free = Document.minimal().named(name).with(change.before());
    cluster.kubectlWith(free.yaml(), "apply", "--server-side", "-f", "-").ok();
    String changed = free.with(change.patch()).yaml();
    cluster.kubectlWith(changed, "apply", "--server-side", "--dry-run=server", "-f", "-").ok();

    // as the operator does when it has looked at the database
    String source = "{\"status\":{\"source\":{\"systemIdentifier\":\"1\",\"database\":\"app\"}}}";
    cluster.kubectl("patch", "ws", name, "--subresource=status", "--type=merge", "-p", source).ok();
    Command apply = cluster.kubectlWith(changed, "apply", "--server-side", "-f", "-");
    assertThat(apply.exit()).isNotZero();
    assertThat(apply.err()).contains(change.sentence());
    cluster.kubectl("label", "ws", name, "still=writable").ok();
    cluster.kubectl("delete", "ws", name).ok();
  }

  @Test
  void explainSaysSomethingOfEveryField() {
    // what explain reads is published some seconds after the CRD is there
    await().until(() -> cluster.kubectl("explain", "walstreams").exit() == 0);
    String all = cluster.kubectl("explain", "walstreams", "--recursive").ok();
    assertThat(all).contains("subjectPrefix", "setupCredentials", "observedGeneration");
    for (String field :
        List.of("", ".spec", ".spec.database", ".spec.publication.managed.tables")) {
      String page = cluster.kubectl("explain", "walstreams" + field).ok();
      System.out.println(page);
      assertThat(page).doesNotContain("<no description>", "<empty>");
    }
  }

  /** Else kstatus, and with it Flux and kpt, take it for current before anybody looked at it. */
  @Test
  void aFreshOneIsNotTakenForCurrent() {
    Document document = Document.minimal().named("unseen");
    cluster.kubectlWith(document.yaml(), "apply", "-f", "-").ok();
    String observed =
        cluster.kubectl("get", "ws", "unseen", "-o", "jsonpath={.status.observedGeneration}").ok();
    String ready =
        cluster
            .kubectl(
                "get",
                "ws",
                "unseen",
                "-o",
                "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}")
            .ok();
    // An operator may have seen it by now; then its words count.
    assertThat(observed.equals("-1") || ready.equals("False")).as(observed + ready).isTrue();
    cluster.kubectl("delete", "ws", "unseen").ok();
  }

  @Test
  void getAndDescribeWorkBeforeThereIsAStatus() {
    Document document = Document.minimal().named("fresh");
    cluster.kubectlWith(document.yaml(), "apply", "-f", "-").ok();
    assertThat(cluster.kubectl("get", "ws").ok()).startsWith("NAME").contains("READY", "fresh");
    assertThat(cluster.kubectl("get", "pgwalstreams", "-o", "wide").ok()).contains("WAL STATUS");
    assertThat(cluster.kubectl("describe", "ws", "fresh").ok()).contains("Subject Prefix");
    cluster.kubectl("delete", "ws", "fresh").ok();
  }
}
