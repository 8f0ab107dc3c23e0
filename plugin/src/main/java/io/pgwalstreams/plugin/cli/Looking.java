package io.pgwalstreams.plugin.cli;

import io.pgwalstreams.plugin.cluster.Cluster;
import io.pgwalstreams.plugin.cluster.Watcher;
import io.pgwalstreams.plugin.view.Look;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which WalStreams are looked at, and over which time their rates are measured. */
final class Looking {
  @Mixin private ClusterFlags flags = new ClusterFlags();

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "One WalStream. Default: all.")
  private @Nullable String name;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Those of all namespaces.")
  private boolean all;

  @Option(
      names = "--rate-over",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description =
          "Between the two looks that rates are measured by; 0: no rates, no waiting. Default:"
              + " ${DEFAULT-VALUE}")
  private int seconds;

  /** What was seen twice. */
  record Twice(Look before, Look now) {}

  boolean allNamespaces() {
    return all;
  }

  Optional<String> name() {
    return Optional.ofNullable(name);
  }

  Cluster connect() {
    return flags.connect();
  }

  Watcher watcher(Cluster cluster) {
    return new Watcher(
        cluster,
        all ? Optional.empty() : Optional.of(cluster.namespace()),
        name(),
        InstantSource.system());
  }

  /** What is said when there is nothing, in kubectl's words. */
  String nothing(Cluster cluster) {
    return "No resources found" + (all ? "" : " in " + cluster.namespace() + " namespace.");
  }

  Twice twice(Watcher watcher) throws InterruptedException {
    Look first = watcher.look();
    if (seconds == 0 || first.seen().stream().allMatch(s -> s.live().isEmpty())) {
      return new Twice(Look.nothing(first.at()), first);
    }
    Thread.sleep(Duration.ofSeconds(seconds));
    return new Twice(first, watcher.look());
  }
}
