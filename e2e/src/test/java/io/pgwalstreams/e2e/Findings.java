package io.pgwalstreams.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What somebody who looks into a failure would ask the cluster for, while it is still there. */
final class Findings {
  private final Cluster cluster;

  Findings(Cluster cluster) {
    this.cluster = cluster;
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    save(folder, "walstreams.yaml", "get", "walstreams", "-o", "yaml");
    save(
        folder, "objects.yaml", "get", "deployments,pods,configmaps,networkpolicies", "-o", "yaml");
    save(folder, "events.txt", "get", "events", "--sort-by=.lastTimestamp");
    save(
        folder,
        "operator.log",
        "logs",
        "--namespace",
        OperatorInstall.NAMESPACE,
        "deployment/pgwalstreams-operator",
        "--all-pods");
    for (var pod : cluster.client().pods().inNamespace(cluster.namespace()).list().getItems()) {
      String name = pod.getMetadata().getName();
      save(folder, name + ".log", "logs", name, "--all-containers");
      save(folder, name + ".previous.log", "logs", name, "--all-containers", "--previous");
    }
    System.out.println("what the cluster held: " + folder.toAbsolutePath());
  }

  private void save(Path folder, String file, String... arguments) throws IOException {
    Command command = cluster.kubectl(arguments);
    Files.writeString(folder.resolve(file), command.out() + command.err());
  }
}
