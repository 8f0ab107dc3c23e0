package io.pgwalstreams.e2e;

import java.util.Map;

/** NATS with JetStream as a pod, {@code nats} in the test's namespace. */
final class NatsPod {
  private final Cluster cluster;
  private final Workload workload;

  private NatsPod(Cluster cluster, Workload workload) {
    this.cluster = cluster;
    this.workload = workload;
  }

  static NatsPod start(Cluster cluster) {
    return new NatsPod(
        cluster, Workload.start(cluster, "nats", Map.of("image", Settings.NATS_IMAGE)));
  }

  /** A connection to it from here. */
  StreamReader reader() {
    return StreamReader.open(cluster, workload.pod());
  }

  /** A stream in a file, of these subjects. */
  void createStream(String name, String... subjects) {
    try (StreamReader reader = reader()) {
      reader.create(name, subjects);
    }
  }

  /** Gives a stream other subjects. */
  void updateStream(String name, String... subjects) {
    try (StreamReader reader = reader()) {
      reader.update(name, subjects);
    }
  }

  Workload workload() {
    return workload;
  }
}
