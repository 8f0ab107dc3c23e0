package io.pgwalstreams.plugin.cli;

import io.pgwalstreams.plugin.cluster.Cluster;
import io.pgwalstreams.plugin.cluster.Target;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags by which kubectl chooses cluster and namespace. */
final class ClusterFlags {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The namespace. Default: the context's.")
  private @Nullable String namespace;

  @Option(names = "--context", paramLabel = "NAME", description = "The kubeconfig's context.")
  private @Nullable String context;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "The kubeconfig.")
  private @Nullable Path kubeconfig;

  Cluster connect() {
    return Cluster.connect(
        new Target(
            Optional.ofNullable(kubeconfig),
            Optional.ofNullable(context),
            Optional.ofNullable(namespace)));
  }
}
