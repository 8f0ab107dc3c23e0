package io.pgwalstreams.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A StatefulSet with one pod, from a manifest among the tests' resources. */
final class Workload {
  private static final long PATIENCE_SECONDS = 120;

  private final Cluster cluster;
  private final String name;

  private Workload(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  /** Applies NAME.yaml; returns when the pod is ready. */
  static Workload start(Cluster cluster, String name, Map<String, String> values) {
    String manifest = manifest(name);
    for (var value : values.entrySet()) {
      manifest = manifest.replace("${" + value.getKey() + "}", value.getValue());
    }
    cluster.kubectlWith(manifest, "apply", "--server-side", "-f", "-").ok();
    var workload = new Workload(cluster, name);
    workload.awaitReady();
    return workload;
  }

  private static String manifest(String name) {
    String file = "/" + name + ".yaml";
    try (InputStream in = Workload.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String pod() {
    return name + "-0";
  }

  /** Waits until the pod is there and ready. */
  void awaitReady() {
    cluster
        .client()
        .pods()
        .inNamespace(cluster.namespace())
        .withName(pod())
        .waitUntilCondition(
            p -> p != null && !p.isMarkedForDeletion() && Readiness.isPodReady(p),
            PATIENCE_SECONDS,
            TimeUnit.SECONDS);
  }

  /**
   * Ends the pod at once, and with SIGKILL after a second; returns when another one is ready. Its
   * volume stays. Not by force: the new pod would start beside the old one, on the same files.
   */
  void kill() {
    var resource = cluster.client().pods().inNamespace(cluster.namespace()).withName(pod());
    Pod old = resource.get();
    resource.withGracePeriod(1).delete();
    resource.waitUntilCondition(
        p ->
            p != null
                && !p.getMetadata().getUid().equals(old.getMetadata().getUid())
                && Readiness.isPodReady(p),
        PATIENCE_SECONDS,
        TimeUnit.SECONDS);
  }

  /** Takes it away, or brings it back with its volume. */
  void scale(int replicas) {
    cluster.kubectl("scale", "statefulset", name, "--replicas=" + replicas).ok();
    if (replicas > 0) {
      awaitReady();
    } else {
      cluster.kubectl("wait", "--for=delete", "pod/" + pod(), "--timeout=120s").ok();
    }
  }
}
