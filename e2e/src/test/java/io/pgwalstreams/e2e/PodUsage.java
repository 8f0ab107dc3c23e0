package io.pgwalstreams.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pod takes of its node, as the kubelet tells.
 *
 * @param rss resident memory in bytes
 * @param cpu processor time since it started
 */
record PodUsage(String namespace, String pod, long rss, Duration cpu) {

  /** All that the kubelets know of now; they look every ten seconds or so. */
  static List<PodUsage> all(Cluster cluster) {
    var usages = new ArrayList<PodUsage>();
    for (var node : cluster.client().nodes().list().getItems()) {
      String path = "/api/v1/nodes/" + node.getMetadata().getName() + "/proxy/stats/summary";
      String summary = cluster.client().raw(path);
      for (JsonNode pod : Serialization.unmarshal(summary, JsonNode.class).path("pods")) {
        usages.add(of(pod));
      }
    }
    return usages;
  }

  private static PodUsage of(JsonNode pod) {
    return new PodUsage(
        pod.path("podRef").path("namespace").asText(),
        pod.path("podRef").path("name").asText(),
        pod.path("memory").path("rssBytes").asLong(),
        Duration.ofNanos(pod.path("cpu").path("usageCoreNanoSeconds").asLong()));
  }

  @Override
  public String toString() {
    return "%s: %d MiB resident, %.1f s of CPU".formatted(pod, rss >> 20, cpu.toMillis() / 1e3);
  }
}
