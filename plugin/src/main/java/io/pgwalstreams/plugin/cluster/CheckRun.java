package io.pgwalstreams.plugin.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.pgwalstreams.operator.desired.Labels;
import io.pgwalstreams.operator.desired.WorkerContainer;
import io.pgwalstreams.operator.desired.WorkerPlan.Image;
import io.pgwalstreams.plugin.problem.ApiProblems.Question;
import io.pgwalstreams.plugin.problem.Problem;
import io.pgwalstreams.plugin.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a pod to its end and gives what it wrote; the pod is removed whatever happens. */
public final class CheckRun {
  private static final String IF_NOT_PRESENT = "IfNotPresent";
  private static final String OPERATORS_WORKER_IMAGE = "PGWALSTREAMS_WORKER_IMAGE";

  private final Cluster cluster;
  private final Duration patience;

  /** Waits so long for the pod's end. */
  public CheckRun(Cluster cluster, Duration patience) {
    this.cluster = cluster;
    this.patience = patience;
  }

  /** What a check ended with. */
  public record Result(String output, int exitStatus) {}

  /**
   * The image of workers here: that of the WalStream's own one, or else what the operator is told
   * to run; empty when neither can be seen.
   */
  public Optional<Image> image(String walStream) {
    return ownImage(walStream).or(this::operatorsImage);
  }

  private Optional<Image> ownImage(String walStream) {
    Deployment own =
        Cluster.asked(
            new Question(
                "get", "deployments.apps", Optional.of(cluster.namespace()), cluster.name()),
            () ->
                cluster
                    .client()
                    .apps()
                    .deployments()
                    .inNamespace(cluster.namespace())
                    .withName(Labels.objectName(walStream))
                    .get());
    return Optional.ofNullable(own)
        .map(d -> d.getSpec().getTemplate().getSpec().getContainers().getFirst())
        .map(c -> new Image(c.getImage(), c.getImagePullPolicy()));
  }

  private Optional<Image> operatorsImage() {
    try {
      List<Deployment> operators =
          cluster
              .client()
              .apps()
              .deployments()
              .inAnyNamespace()
              .withLabel("app.kubernetes.io/name", "pgwalstreams-operator")
              .list()
              .getItems();
      return operators.stream()
          .flatMap(d -> d.getSpec().getTemplate().getSpec().getContainers().stream())
          .flatMap(c -> c.getEnv().stream())
          .filter(e -> e.getName().equals(OPERATORS_WORKER_IMAGE))
          .map(EnvVar::getValue)
          .findFirst()
          .map(name -> new Image(name, IF_NOT_PRESENT));
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  /** ProblemException when it may not be created, or does not come to its end in time. */
  public Result run(Pod pod) {
    PodResource resource = cluster.client().pods().resource(pod);
    var removal = new Thread(() -> remove(resource), "remove-check");
    Cluster.asked(
        new Question(
            "create", "pods", Optional.of(pod.getMetadata().getNamespace()), cluster.name()),
        resource::create);
    // For who ends it by Ctrl-C while the check runs.
    Runtime.getRuntime().addShutdownHook(removal);
    try {
      int status = ended(resource);
      return new Result(resource.inContainer(WorkerContainer.NAME).getLog(), status);
    } finally {
      remove(resource);
      Runtime.getRuntime().removeShutdownHook(removal);
    }
  }

  private int ended(PodResource resource) {
    try {
      Pod end =
          resource.waitUntilCondition(
              p -> terminated(p).isPresent(), patience.toMillis(), TimeUnit.MILLISECONDS);
      return terminated(end).map(ContainerStateTerminated::getExitCode).orElse(0);
    } catch (KubernetesClientTimeoutException e) {
      throw new ProblemException(
          new Problem(
              "the check has not ended after " + patience.toSeconds() + "s" + why(resource.get()),
              "see why, or give it more time by --timeout"),
          e);
    }
  }

  private static Optional<ContainerStateTerminated> terminated(Pod pod) {
    return states(pod).map(ContainerState::getTerminated);
  }

  private static Optional<ContainerState> states(Pod pod) {
    return Optional.ofNullable(pod)
        .map(Pod::getStatus)
        .map(PodStatus::getContainerStatuses)
        .filter(all -> !all.isEmpty())
        .map(List::getFirst)
        .map(ContainerStatus::getState);
  }

  private static String why(Pod pod) {
    return states(pod)
        .map(ContainerState::getWaiting)
        .map(w -> w.getMessage() == null ? w.getReason() : w.getReason() + ", " + w.getMessage())
        .or(() -> condition(pod))
        .map(words -> ": " + words)
        .orElse("");
  }

  /** As when no node takes it. */
  private static Optional<String> condition(Pod pod) {
    return Optional.ofNullable(pod).map(Pod::getStatus).map(PodStatus::getConditions).stream()
        .flatMap(List::stream)
        .filter(c -> "False".equals(c.getStatus()))
        .map(PodCondition::getMessage)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static void remove(PodResource resource) {
    try {
      resource.withGracePeriod(0).delete();
    } catch (KubernetesClientException e) {
      // Its deadline ends it; who may create it and not delete it sees it in the namespace.
      return;
    }
  }
}
