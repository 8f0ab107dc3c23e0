package io.pgwalstreams.e2e;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The Kubernetes of KUBECONFIG, and in it a namespace for one test class, where only restricted
 * pods may run. When a test fails, what the namespace held then is written down.
 */
final class Cluster
    implements BeforeAllCallback,
        AfterAllCallback,
        LifecycleMethodExecutionExceptionHandler,
        TestExecutionExceptionHandler {
  private final Optional<String> wanted;
  private final boolean made;
  private KubernetesClient client;
  private String namespace;

  /** With a namespace whose name is made from the class's. */
  Cluster() {
    this(Optional.empty(), true);
  }

  /** With the namespace of a text that is tested word for word. */
  Cluster(String namespace) {
    this(Optional.of(namespace), true);
  }

  private Cluster(Optional<String> wanted, boolean made) {
    this.wanted = wanted;
    this.made = made;
  }

  /** Where the text that is tested makes the namespace. */
  static Cluster withoutItsNamespace(String namespace) {
    return new Cluster(Optional.of(namespace), false);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    String topic = context.getRequiredTestClass().getSimpleName().replace("E2E", "");
    namespace =
        wanted.orElseGet(
            () ->
                "e2e-%s-%04x"
                    .formatted(
                        topic.toLowerCase(Locale.ROOT),
                        ThreadLocalRandom.current().nextInt(0x10000)));
    client = new KubernetesClientBuilder().build();
    if (made) {
      client.namespaces().resource(restricted(namespace)).create();
    }
  }

  private static io.fabric8.kubernetes.api.model.Namespace restricted(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
        .endMetadata()
        .build();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (client != null) {
      // While their databases are still there: an operator gives back what they hold.
      kubectl("delete", "walstreams", "--all", "--timeout=60s");
      client.namespaces().withName(namespace).withTimeout(2, TimeUnit.MINUTES).delete();
      client.close();
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw recorded(context, failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw recorded(context, failure);
  }

  private Throwable recorded(ExtensionContext context, Throwable failure) {
    String test = context.getDisplayName().replaceAll("[^A-Za-z0-9]+", "-");
    Path folder = Settings.OUTPUT.resolve(context.getRequiredTestClass().getSimpleName());
    try {
      new Findings(this).write(folder.resolve(test));
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  KubernetesClient client() {
    return client;
  }

  String namespace() {
    return namespace;
  }

  /** Runs kubectl in the namespace. */
  Command kubectl(String... arguments) {
    return kubectlWith("", arguments);
  }

  /** Runs kubectl in the namespace, with {@code input} to read. */
  Command kubectlWith(String input, String... arguments) {
    var words = new ArrayList<>(List.of(Settings.KUBECTL, "--namespace", namespace));
    words.addAll(List.of(arguments));
    return Command.run(Map.of(), input, words);
  }
}
