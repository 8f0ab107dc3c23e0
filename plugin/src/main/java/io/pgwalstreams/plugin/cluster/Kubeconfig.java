package io.pgwalstreams.plugin.cluster;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pgwalstreams.plugin.problem.NearestNames;
import io.pgwalstreams.plugin.problem.Problem;
import io.pgwalstreams.plugin.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads kubeconfigs as kubectl does. */
final class Kubeconfig {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 10_000;

  private Kubeconfig() {}

  /** ProblemException when there is none, or not the context that is asked for. */
  static Config read(Target target) {
    Config config = target.kubeconfig().map(f -> of(f, target)).orElseGet(() -> standard(target));
    target.context().ifPresent(name -> demand(config, name));
    // Whoever waits at a terminal wants to hear that nobody answers.
    config.setRequestRetryBackoffLimit(1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setRequestTimeout(REQUEST_MILLIS);
    return config;
  }

  private static Config of(Path file, Target target) {
    try {
      return Config.fromKubeconfig(target.context().orElse(null), file.toFile());
    } catch (KubernetesClientException e) {
      throw new ProblemException(
          new Problem(
              "cannot read " + file + " as a kubeconfig", "name one that kubectl works with"),
          e);
    }
  }

  private static Config standard(Target target) {
    try {
      Config config = Config.autoConfigure(target.context().orElse(null));
      if (config.getCurrentContext() == null && config.getAutoOAuthToken() == null) {
        throw new Problem(
                "there is no kubeconfig with a current context",
                "set KUBECONFIG, give --kubeconfig, or choose one: kubectl config use-context NAME")
            .asException();
      }
      return config;
    } catch (KubernetesClientException e) {
      throw new ProblemException(
          new Problem(
              "the kubeconfig cannot be read: " + e.getMessage(),
              "correct it: kubectl config view reads the same"),
          e);
    }
  }

  /** Fabric8 would take the current one instead. */
  private static void demand(Config config, String name) {
    List<String> names = config.getContexts().stream().map(NamedContext::getName).toList();
    if (!names.contains(name)) {
      throw new Problem(
              "the kubeconfig has no context '" + name + "'",
              NearestNames.hint(name, names, "kubectl config get-contexts lists those that it has"))
          .asException();
    }
  }

  /** What a reader calls this cluster. */
  static String nameOf(Config config) {
    return Optional.ofNullable(config.getCurrentContext())
        .map(context -> "context " + context.getName())
        .orElse(config.getMasterUrl());
  }
}
