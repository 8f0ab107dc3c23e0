package io.pgwalstreams.operator.reconcile;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pgwalstreams.api.TerminationMessage;
import io.pgwalstreams.operator.observe.WorkerReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What Deployment controller, kubelet and workers do, when the test says so. Thread-safe. */
final class ControlPlane {
  private final KubernetesClient client;
  private final Map<String, WorkerReport> answers = new ConcurrentHashMap<>();
  private final AtomicInteger pods = new AtomicInteger();

  ControlPlane(KubernetesClient client) {
    this.client = client;
  }

  /** A worker's answer; empty when nobody is at this address. */
  Optional<WorkerReport> ask(String address) {
    return Optional.ofNullable(answers.get(address));
  }

  /** The Deployment's pod, ready, with a worker in it that streams by this generation. */
  Pod streams(String walStream, long generation) {
    int number = pods.incrementAndGet();
    answers.put(address(number), report(generation));
    Pod pod = create(walStream, number, true, new ContainerState());
    status(walStream, 1);
    return pod;
  }

  /** The Deployment's pod, with a container that has ended so. */
  Pod halts(String walStream, TerminationMessage message) {
    observes(walStream);
    var ended =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(20)
            .withFinishedAt("2026-01-02T03:04:05Z")
            .withMessage(message.text())
            .endTerminated()
            .build();
    return create(walStream, pods.incrementAndGet(), false, ended);
  }

  /** The pod has ended and is gone. */
  void ends(Pod pod) {
    answers.remove(pod.getStatus().getPodIP());
    client.resource(pod).delete();
  }

  /** The Deployment's controller has acted on its last change: no pod is of the new template. */
  void observes(String walStream) {
    status(walStream, 0);
  }

  private void status(String walStream, int ready) {
    Deployment deployment = deployment(walStream);
    deployment.setStatus(
        new DeploymentStatusBuilder()
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .withReplicas(1)
            .withUpdatedReplicas(ready)
            .withReadyReplicas(1)
            .addNewCondition()
            .withType("Progressing")
            .withStatus("True")
            .withReason(ready > 0 ? "NewReplicaSetAvailable" : "ReplicaSetUpdated")
            .endCondition()
            .build());
    // Whatever the operator does to it meanwhile.
    deployment.getMetadata().setResourceVersion(null);
    client.resource(deployment).updateStatus();
  }

  private Deployment deployment(String walStream) {
    return client
        .apps()
        .deployments()
        .inNamespace(Stage.SHOP)
        .withName(walStream + "-worker")
        .get();
  }

  private Pod create(String walStream, int number, boolean ready, ContainerState state) {
    var template = deployment(walStream).getSpec().getTemplate();
    return client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(Stage.SHOP)
                .withName(walStream + "-worker-" + number)
                .withLabels(template.getMetadata().getLabels())
                .withAnnotations(template.getMetadata().getAnnotations())
                .endMetadata()
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(address(number))
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .addNewContainerStatus()
                .withName("worker")
                .withReady(ready)
                .withRestartCount(0)
                .withState(state)
                .endContainerStatus()
                .endStatus()
                .build())
        .create();
  }

  private static String address(int number) {
    return "10.0.0." + number;
  }

  private static WorkerReport report(long generation) {
    return new WorkerReport(
        "1.0",
        WorkerReport.Phase.STREAMING,
        Optional.empty(),
        true,
        "ExactlyOnce",
        generation,
        "hash" + generation,
        Optional.empty(),
        Optional.of(new WorkerReport.Stream("db", "2026-01-01T00:00:00Z", "file", 3)),
        Optional.empty(),
        List.of());
  }
}
