package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.pgwalstreams.operator.desired.PodAnnotations;
import io.pgwalstreams.operator.desired.WorkerContainer;
import io.pgwalstreams.operator.observe.Workload;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a Deployment and its pods say of a worker. Pure. */
final class Workloads {
  /** Those of a container that is on its way; every other one is a person's to mend. */
  private static final Set<String> ON_ITS_WAY =
      Set.of("ContainerCreating", "PodInitializing", "CrashLoopBackOff");

  private Workloads() {}

  /**
   * As the WalStream of this uid sees them. A pod of the one that had the name before says nothing
   * of it, and yet is there.
   */
  static Workload of(Optional<Deployment> deployment, Collection<Pod> pods, String uid) {
    return new Workload(
        deployment.map(d -> d.getSpec().getReplicas()).orElse(0),
        deployment.map(Workloads::upToDate).orElse(true),
        pods.stream()
            .max(Comparator.comparing(Workloads::stays).thenComparing(Workloads::age))
            .map(pod -> isOf(pod.getMetadata(), uid) ? pod(pod) : withoutWord(pod))
            .or(() -> deployment.flatMap(Workloads::refused)));
  }

  private static boolean upToDate(Deployment deployment) {
    Long seen =
        deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
    return Objects.equals(seen, deployment.getMetadata().getGeneration());
  }

  /** Its controller has replaced every pod of an earlier template, and the new one is ready. */
  static boolean settled(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return upToDate(deployment)
        && status != null
        && count(status.getReadyReplicas()) > 0
        && count(status.getUpdatedReplicas()) == count(status.getReplicas());
  }

  /**
   * Its controller is getting a pod up, and has not given up yet. It says so for as long as we
   * grant a turn, and remembers it when the operator does not.
   */
  static boolean rolls(Deployment deployment) {
    return deployment.getSpec().getReplicas() > 0
        && deployment.getStatus() != null
        && deployment.getStatus().getConditions().stream()
            .anyMatch(
                c ->
                    "Progressing".equals(c.getType())
                        && "True".equals(c.getStatus())
                        && !"NewReplicaSetAvailable".equals(c.getReason()));
  }

  private static int count(@Nullable Integer pods) {
    return pods == null ? 0 : pods;
  }

  /**
   * The halt that was accepted when the Deployment was last applied for the WalStream of this uid:
   * one that had the name before had halts of its own.
   */
  static Optional<String> accepted(Deployment deployment, String uid) {
    return Optional.ofNullable(deployment.getSpec().getTemplate().getMetadata())
        .filter(template -> isOf(template, uid))
        .map(ObjectMeta::getAnnotations)
        .map(all -> all.get(PodAnnotations.ACCEPTED));
  }

  /** One that does not say whose it is was made by an earlier version of the operator. */
  private static boolean isOf(ObjectMeta pod, String uid) {
    Map<String, String> annotations = pod.getAnnotations();
    return annotations == null || uid.equals(annotations.getOrDefault(PodAnnotations.UID, uid));
  }

  private static Workload.Pod withoutWord(Pod pod) {
    return new Workload.Pod(
        pod.getMetadata().getName(),
        Optional.empty(),
        false,
        Idleness.of(pod, false).filter(idle -> idle.kind() == Workload.Idle.Kind.ENDING),
        0,
        Optional.empty(),
        Optional.empty());
  }

  private static boolean stays(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null;
  }

  /** RFC 3339 in UTC without fractions sorts as text. */
  private static String age(Pod pod) {
    return text(pod.getMetadata().getCreationTimestamp()) + pod.getMetadata().getName();
  }

  private static Workload.Pod pod(Pod pod) {
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    Optional<ContainerStatus> container =
        status.getContainerStatuses().stream()
            .filter(c -> WorkerContainer.NAME.equals(c.getName()))
            .findFirst();
    boolean up = container.map(c -> Boolean.TRUE.equals(c.getReady())).orElse(false);
    Optional<Workload.Idle> idle = Idleness.of(pod, up);
    return new Workload.Pod(
        pod.getMetadata().getName(),
        Optional.ofNullable(status.getPodIP()).filter(ip -> !ip.isEmpty()),
        idle.isEmpty(),
        idle,
        container.map(ContainerStatus::getRestartCount).orElse(0),
        container.flatMap(Workloads::waiting).or(() -> unschedulable(status)),
        up ? Optional.empty() : Endings.of(pod, status, container));
  }

  private static Optional<String> waiting(ContainerStatus container) {
    return Optional.ofNullable(container.getState())
        .map(state -> state.getWaiting())
        .filter(waiting -> !ON_ITS_WAY.contains(text(waiting.getReason())))
        .map(waiting -> sentence(waiting.getReason(), waiting.getMessage()));
  }

  private static Optional<String> unschedulable(PodStatus status) {
    return status.getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .map((PodCondition c) -> sentence(c.getReason(), c.getMessage()))
        .findFirst();
  }

  /** A quota, or an admission rule, forbids the pod: it is told on the Deployment alone. */
  private static Optional<Workload.Pod> refused(Deployment deployment) {
    if (deployment.getStatus() == null) {
      return Optional.empty();
    }
    return deployment.getStatus().getConditions().stream()
        .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
        .map((DeploymentCondition c) -> sentence(c.getReason(), c.getMessage()))
        .findFirst()
        .map(
            why ->
                new Workload.Pod(
                    "",
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    0,
                    Optional.of(why),
                    Optional.empty()));
  }

  private static String sentence(@Nullable String reason, @Nullable String message) {
    return text(message).isBlank() ? text(reason) : text(reason) + ": " + text(message).strip();
  }

  private static String text(@Nullable String maybe) {
    return maybe == null ? "" : maybe;
  }
}
