package io.pgwalstreams.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The folder {@code served} holds what Kubernetes 1.35 made of the goldens after {@code kubectl
 * apply --server-side --field-manager=pgwalstreams-operator}: with its defaults, quantities in its
 * own form, and managed fields. Whatever does not match would be written again for ever.
 */
class ServedObjectsTest {
  private static final Path RESOURCES =
      Path.of(System.getProperty("basedir", "."), "src", "test", "resources");

  private static List<HasMetadata> served(String name) throws IOException {
    String text = Files.readString(RESOURCES.resolve("served").resolve(name + ".json"));
    return Serialization.unmarshal(text, KubernetesList.class).getItems();
  }

  private static HasMetadata desired(String name, HasMetadata like) throws IOException {
    for (String text :
        Files.readString(RESOURCES.resolve("goldens").resolve(name + ".yaml"))
            .split("(?m)^---$", -1)) {
      if (!text.isBlank()) {
        HasMetadata object = Serialization.unmarshal(text, HasMetadata.class);
        if (object.getKind().equals(like.getKind())) {
          return object;
        }
      }
    }
    throw new AssertionError("no " + like.getKind());
  }

  private static boolean matches(HasMetadata served, HasMetadata desired) {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      return SSABasedGenericKubernetesResourceMatcher.<HasMetadata>getInstance()
          .matches(served, desired, context(client));
    }
  }

  /** As much of a context as the matcher asks for. */
  private static Context<?> context(KubernetesClient client) {
    Object controller =
        answering(ControllerConfiguration.class, Map.of("fieldManager", "pgwalstreams-operator"));
    return answering(
        Context.class, Map.of("getClient", client, "getControllerConfiguration", controller));
  }

  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object answer = answers.get(method.getName());
              if (answer == null) {
                throw new UnsupportedOperationException(method.getName());
              }
              return answer;
            }));
  }

  @Test
  void whatTheServerMadeOfThemIsLeftAlone() throws IOException {
    for (String name : List.of("minimal", "full")) {
      for (HasMetadata object : served(name)) {
        assertThat(matches(object, desired(name, object)))
            .as(name + " " + object.getKind())
            .isTrue();
      }
    }
  }

  @Test
  void whatSomebodyEditedIsMended() throws IOException {
    for (HasMetadata object : served("minimal")) {
      if (object instanceof Deployment deployment) {
        deployment.getSpec().setReplicas(3);
        assertThat(matches(deployment, desired("minimal", deployment))).isFalse();
      }
    }
  }
}
