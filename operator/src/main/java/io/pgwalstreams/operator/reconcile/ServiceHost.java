package io.pgwalstreams.operator.reconcile;

/**
 * A host as a pod in the WalStream's namespace finds it. The search list of the cluster's DNS
 * begins with the pod's own namespace, so that a name without a dot is another Service for the
 * operator than for the worker (Kubernetes, DNS for Services and Pods). Pure.
 */
final class ServiceHost {
  private ServiceHost() {}

  static String of(String host, String namespace) {
    boolean relative = host.indexOf('.') < 0 && host.indexOf(':') < 0 && !host.equals("localhost");
    return relative ? host + "." + namespace + ".svc" : host;
  }
}
