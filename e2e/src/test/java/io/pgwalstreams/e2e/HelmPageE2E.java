package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The page about Helm, typed word for word, prints what it shows, where nothing is installed
 * before.
 */
class HelmPageE2E {
  @RegisterExtension static final Cluster cluster = Cluster.withoutItsNamespace("shop");

  @BeforeAll
  static void nothingIsInstalled() {
    nothingIsLeft();
  }

  /** What the page leaves, at its end or where it went wrong. */
  @AfterAll
  static void nothingIsLeft() {
    Program helm = Program.needed("helm");
    for (String namespace : List.of(OperatorInstall.NAMESPACE, "shop", "billing")) {
      helm.run("uninstall", "pgwalstreams", "-n", namespace, "--ignore-not-found", "--wait").ok();
    }
    OperatorInstall.clusterWide().uninstall().ok();
    var billing = cluster.client().namespaces().withName("billing");
    billing.delete();
    billing.waitUntilCondition(Objects::isNull, 2, TimeUnit.MINUTES);
  }

  /** Both images lie in one place and have one tag, as the page takes for granted. */
  private static Map<String, String> images() {
    String operator = Settings.OPERATOR_IMAGE;
    String registry = operator.substring(0, operator.lastIndexOf('/'));
    String tag = operator.substring(operator.lastIndexOf(':') + 1);
    assertThat(Settings.WORKER_IMAGE).isEqualTo(registry + "/worker:" + tag);
    return Map.of(
        "REGISTRY", registry,
        "TAG", tag,
        "IMAGE_OPERATOR", operator,
        "IMAGE_WORKER", Settings.WORKER_IMAGE);
  }

  @Test
  void everyCommandDoesWhatThePageShows() throws IOException {
    try (Typist typist = Typist.of(TypedPage.HELM, "HelmPageE2E", images())) {
      for (TypedPage.Prompt prompt : typist.prompts()) {
        typist.type(prompt);
      }
    }
  }
}
