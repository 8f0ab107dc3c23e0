package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Installing, what the operator may do then, and removing it, in both ways. */
class InstallE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String STILL_THERE = "These WalStreams are still there";

  private final WalStreams walStreams = new WalStreams(cluster);

  @Test
  void forTheWholeCluster() {
    OperatorInstall operator = OperatorInstall.clusterWide().install();
    assertThat(Right.all()).allMatch(right -> right.holds(cluster, OperatorInstall.NAMESPACE));

    walStreams.apply(Document.minimal().named("holds"));
    Command refused = operator.uninstall();
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains(STILL_THERE, "holds");
    walStreams.delete("holds");
    walStreams.awaitGone("holds");

    operator.uninstall().ok();
    assertThat(cluster.kubectl("get", "crd", "walstreams.pgwalstreams.io").err())
        .contains("NotFound");
    assertThat(cluster.kubectl("get", "namespace", OperatorInstall.NAMESPACE).err())
        .contains("NotFound");
    assertThat(cluster.kubectl("get", "clusterroles", "-o", "name").ok())
        .doesNotContain("pgwalstreams");
  }

  @Test
  void forOneNamespace() throws Exception {
    // two operators would work on the same WalStreams
    OperatorInstall.clusterWide().uninstall().ok();
    String other = cluster.namespace() + "-other";
    cluster.client().namespaces().resource(named(other)).create();
    OperatorInstall operator = OperatorInstall.in(cluster.namespace());
    try {
      Shop shop = Shop.open(cluster, operator);
      cluster
          .kubectlWith(
              Document.minimal().with("metadata: {namespace: " + other + "}").yaml(),
              "apply",
              "--namespace",
              other,
              "-f",
              "-")
          .ok();
      worksHereAndNowhereElse(shop, other);
      removedButNotForOthers(operator);
    } finally {
      cluster.client().namespaces().withName(other).delete();
    }
  }

  private static io.fabric8.kubernetes.api.model.Namespace named(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private void worksHereAndNowhereElse(Shop shop, String other) throws Exception {
    shop.start("users");
    shop.insert("users", 1, 3);
    try (StreamReader reader = shop.nats().reader()) {
      reader.exactly("users", 3);
    }
    GenericKubernetesResource untouched =
        cluster
            .client()
            .genericKubernetesResources("pgwalstreams.io/v1alpha1", "WalStream")
            .inNamespace(other)
            .withName("shop")
            .get();
    // What the API server gives by itself: nobody has observed it.
    assertThat(untouched.getAdditionalProperties())
        .containsEntry("status", Map.of("observedGeneration", -1));
    assertThat(untouched.getMetadata().getFinalizers()).isEmpty();
    assertThat(Right.all()).allMatch(right -> right.holds(cluster, cluster.namespace()));
    String operator = "system:serviceaccount:" + cluster.namespace() + ":pgwalstreams-operator";
    Command elsewhere =
        cluster.kubectl("auth", "can-i", "get", "secrets", "--namespace", other, "--as", operator);
    assertThat(elsewhere.out().strip()).isEqualTo("no");
  }

  private void removedButNotForOthers(OperatorInstall operator) {
    Command refused = operator.uninstall();
    assertThat(refused.err()).contains(STILL_THERE, "users");
    walStreams.delete("users");
    walStreams.awaitGone("users");
    assertThat(operator.uninstall().ok()).contains("The CRD stays");
    cluster.kubectl("get", "crd", "walstreams.pgwalstreams.io").ok();
  }
}
