package io.pgwalstreams.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operator, installed as {@code make install} does. */
final class OperatorInstall {
  static final String NAMESPACE = "pgwalstreams-system";

  private final Map<String, String> environment;

  private OperatorInstall(Map<String, String> environment) {
    this.environment = environment;
  }

  /** One for the whole cluster. */
  static OperatorInstall clusterWide() {
    return of("cluster-wide", NAMESPACE);
  }

  /** One for this namespace. */
  static OperatorInstall in(String namespace) {
    return of("single-namespace", namespace);
  }

  private static OperatorInstall of(String overlay, String namespace) {
    return new OperatorInstall(
        Map.of(
            "OVERLAY", overlay,
            "NAMESPACE", namespace,
            "IMAGE_OPERATOR", Settings.OPERATOR_IMAGE,
            "IMAGE_WORKER", Settings.WORKER_IMAGE,
            "KUBECTL", Settings.KUBECTL));
  }

  /** The same with another operator. */
  OperatorInstall operator(String image) {
    return with("IMAGE_OPERATOR", image);
  }

  /** The same with another worker. */
  OperatorInstall worker(String image) {
    return with("IMAGE_WORKER", image);
  }

  private OperatorInstall with(String name, String value) {
    var changed = new HashMap<>(environment);
    changed.put(name, value);
    return new OperatorInstall(changed);
  }

  /** Returns when it is ready; what is there already is brought up to date. */
  OperatorInstall install() {
    script("install").ok();
    return this;
  }

  Command uninstall() {
    return script("uninstall");
  }

  private Command script(String verb) {
    return Command.run(
        environment, "", List.of(Settings.ROOT.resolve("deploy/install.sh").toString(), verb));
  }

  /** Its pods. */
  List<Pod> pods(Cluster cluster) {
    return cluster
        .client()
        .pods()
        .inNamespace(environment.get("NAMESPACE"))
        .withLabel("app.kubernetes.io/name", "pgwalstreams-operator")
        .list()
        .getItems();
  }
}
