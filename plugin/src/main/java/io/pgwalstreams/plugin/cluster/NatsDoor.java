package io.pgwalstreams.plugin.cluster;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ways from here to NATS servers that only pods can reach: a port forwarded to a pod behind the
 * Service that an address names. Used by one thread.
 */
public final class NatsDoor implements AutoCloseable {
  private final Cluster cluster;
  private final List<LocalPortForward> open = new ArrayList<>();

  public NatsDoor(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Ports of this machine, by the server's address; what no Service stands for is left to be
   * reached as it is.
   */
  public Map<String, Integer> ways(List<String> servers, String namespace) {
    var ways = new HashMap<String, Integer>();
    for (String server : servers) {
      ServiceName.of(server, namespace)
          .flatMap(this::pod)
          .ifPresent(pod -> ways.put(server, forward(pod)));
    }
    return ways;
  }

  private record PodPort(Pod pod, int port) {}

  /** Empty also for who may not look: the address may lead there from here all the same. */
  private Optional<PodPort> pod(ServiceName name) {
    try {
      Service service =
          cluster.client().services().inNamespace(name.namespace()).withName(name.name()).get();
      if (service == null || service.getSpec().getSelector() == null) {
        return Optional.empty();
      }
      return cluster
          .client()
          .pods()
          .inNamespace(name.namespace())
          .withLabels(service.getSpec().getSelector())
          .list()
          .getItems()
          .stream()
          .filter(Readiness::isPodReady)
          .findFirst()
          .map(pod -> new PodPort(pod, port(service, name.port(), pod)));
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  private static int port(Service service, int asked, Pod pod) {
    IntOrString target =
        service.getSpec().getPorts().stream()
            .filter(p -> p.getPort() == asked)
            .findFirst()
            .map(ServicePort::getTargetPort)
            .orElse(new IntOrString(asked));
    if (target.getIntVal() != null) {
      return target.getIntVal();
    }
    return pod.getSpec().getContainers().stream()
        .flatMap(c -> c.getPorts().stream())
        .filter(p -> target.getStrVal().equals(p.getName()))
        .findFirst()
        .map(ContainerPort::getContainerPort)
        .orElse(asked);
  }

  private int forward(PodPort to) {
    LocalPortForward forward = PodPorts.forward(cluster, to.pod(), to.port());
    open.add(forward);
    return forward.getLocalPort();
  }

  @Override
  public void close() {
    open.forEach(PodPorts::close);
  }
}
