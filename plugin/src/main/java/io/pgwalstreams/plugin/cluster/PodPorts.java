package io.pgwalstreams.plugin.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;

/** Ports of pods as ports of this machine, open to nobody else. */
final class PodPorts {
  private PodPorts() {}

  static LocalPortForward forward(Cluster cluster, Pod pod, int port) {
    return cluster
        .client()
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .portForward(port, InetAddress.getLoopbackAddress(), 0);
  }

  static void close(LocalPortForward forward) {
    try {
      forward.close();
    } catch (IOException e) {
      // It was on its way out.
      return;
    }
  }
}
