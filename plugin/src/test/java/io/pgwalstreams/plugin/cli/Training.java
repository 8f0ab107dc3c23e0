package io.pgwalstreams.plugin.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Not a test: what the plugin does before Java writes the cache of what it has loaded ({@code
 * assemble.sh}). The arguments are the plugin's command up to its verb.
 */
public final class Training {
  private Training() {}

  public static void main(String[] command) throws Exception {
    try (var cluster = new FakeCluster()) {
      cluster.walStream(
          "shop",
          "{}",
          "{conditions: [{type: Ready, status: 'True', reason: Streaming, message: '', lastTransitionTime: x}]}");
      cluster.worker("shop");
      Path status =
          Path.of(System.getProperty("basedir", "."))
              .resolve("operator/src/test/resources/worker/in-flight.json");
      cluster.answer("/proxy/status", FakeCluster.text(Files.readString(status)));
      cluster.answer(
          "/proxy/metrics", FakeCluster.text("pgwalstreams_acknowledged_events_total{} 1.0\n"));
      var all = new ArrayList<>(List.of(command));
      all.addAll(List.of("status", "-A", "--kubeconfig", cluster.kubeconfig.toString()));
      Process plugin = new ProcessBuilder(all).inheritIO().start();
      System.exit(plugin.waitFor());
    }
  }
}
