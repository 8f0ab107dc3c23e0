package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceUtils;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.pgwalstreams.operator.desired.DesiredConfigMap;
import io.pgwalstreams.operator.desired.DesiredDeployment;
import io.pgwalstreams.operator.desired.DesiredNetworkPolicy;
import io.pgwalstreams.operator.desired.DesiredServiceAccount;
import io.pgwalstreams.operator.desired.PodAnnotations;
import io.pgwalstreams.operator.desired.WorkerContainer;
import io.pgwalstreams.operator.desired.WorkerPlan;
import io.pgwalstreams.operator.observe.Workload;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Kubernetes objects of each worker. Thread-safe once its event sources are registered. */
public final class Children {
  private final WorkerDependent<ServiceAccount> serviceAccount =
      new WorkerDependent<>(ServiceAccount.class, DesiredServiceAccount::of);
  private final WorkerDependent<ConfigMap> configMap =
      new WorkerDependent<>(ConfigMap.class, DesiredConfigMap::of);
  private final WorkerDependent<NetworkPolicy> networkPolicy =
      new WorkerDependent<>(NetworkPolicy.class, DesiredNetworkPolicy::of);
  private final WorkerDependent<Deployment> deployment =
      new WorkerDependent<>(Deployment.class, DesiredDeployment::of);

  /** No more than this: what else a Deployment has stays as it was applied. */
  private static final String REST = "{\"spec\":{\"replicas\":0}}";

  /** What the reconciler is to be called for; to be registered once. */
  public List<EventSource<?, WalStreamResource>> eventSources(
      EventSourceContext<WalStreamResource> context) {
    var all =
        new ArrayList<EventSource<?, WalStreamResource>>(
            EventSourceUtils.dependentEventSources(
                context, serviceAccount, configMap, networkPolicy, deployment));
    all.add(Pods.eventSource(context));
    return all;
  }

  /**
   * Makes the objects what the plan says; writes nothing when they are. What a pod needs comes
   * before the Deployment.
   *
   * @return what was created or changed, in order
   * @throws io.pgwalstreams.api.FailureException InvalidSpec when the plan can be no pod, or the
   *     API server does not take it; WorkerNotStarting when it forbids it; ClaimedByAnother when an
   *     object of this name is not ours
   */
  public List<Applied> apply(
      WalStreamResource resource, WorkerPlan plan, Context<WalStreamResource> context) {
    return Refusals.told(() -> made(resource, plan, context));
  }

  private List<Applied> made(
      WalStreamResource resource, WorkerPlan plan, Context<WalStreamResource> context) {
    context.managedWorkflowAndDependentResourceContext().put(WorkerPlan.class, plan);
    var applied = new ArrayList<Applied>();
    if (DesiredServiceAccount.isWanted(plan)) {
      apply(serviceAccount, resource, context, applied);
    } else {
      remove(serviceAccount, resource, context);
    }
    boolean documentChanged = apply(configMap, resource, context, applied);
    apply(networkPolicy, resource, context, applied);
    boolean podReplaced = apply(deployment, resource, context, applied);
    if (documentChanged && !podReplaced) {
      Pods.hasten(
          context.getSecondaryResources(Pod.class),
          Long.toString(plan.document().generation()),
          context.getClient());
    }
    return List.copyOf(applied);
  }

  /** True when something was written. */
  private static <R extends HasMetadata> boolean apply(
      WorkerDependent<R> dependent,
      WalStreamResource resource,
      Context<WalStreamResource> context,
      List<Applied> applied) {
    ReconcileResult<R> result = dependent.reconcile(resource, context);
    int before = applied.size();
    result
        .getResourceOperations()
        .forEach(
            (object, operation) -> {
              String name = object == null ? "" : object.getMetadata().getName();
              String kind = HasMetadata.getKind(dependent.resourceType());
              switch (operation) {
                case CREATED -> applied.add(new Applied(kind, name, Applied.Deed.CREATED));
                case UPDATED -> applied.add(new Applied(kind, name, Applied.Deed.CHANGED));
                case NONE -> {}
              }
            });
    return applied.size() > before;
  }

  private static <R extends HasMetadata> void remove(
      WorkerDependent<R> dependent,
      WalStreamResource resource,
      Context<WalStreamResource> context) {
    dependent
        .getSecondaryResource(resource, context)
        .ifPresent(object -> context.getClient().resource(object).delete());
  }

  /** The Deployment as it was last seen. */
  public Optional<Deployment> deployment(Context<WalStreamResource> context) {
    return deployment.getSecondaryResource(context.getPrimaryResource(), context);
  }

  /** The Deployment and its pod as they were last seen. */
  public Workload workload(WalStreamResource resource, Context<WalStreamResource> context) {
    return Workloads.of(
        deployment.getSecondaryResource(resource, context),
        context.getSecondaryResources(Pod.class));
  }

  /**
   * Asks for the Deployment's end, unless that was done before. It stays in sight, and so do its
   * pods, until they have ended.
   */
  public void removeDeployment(WalStreamResource resource, Context<WalStreamResource> context) {
    deployment
        .getSecondaryResource(resource, context)
        .filter(d -> d.getMetadata().getDeletionTimestamp() == null)
        .ifPresent(
            d ->
                context
                    .getClient()
                    .resource(d)
                    .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                    .delete());
  }

  /**
   * Ends the worker and leaves its objects; does nothing where none is asked for. The next {@link
   * #apply} says again how many there are to be.
   */
  public void stop(Context<WalStreamResource> context) {
    deployment(context)
        .filter(d -> d.getSpec().getReplicas() > 0)
        .ifPresent(
            d ->
                context.getClient().resource(d).patch(PatchContext.of(PatchType.JSON_MERGE), REST));
  }

  /** The image of the worker in this Deployment; empty when somebody has removed the container. */
  public static Optional<String> image(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(container -> container.getName().equals(WorkerContainer.NAME))
        .map(Container::getImage)
        .findFirst();
  }

  /** True when the pod of its present template is ready, and none of an earlier one is left. */
  public static boolean isSettled(Deployment deployment) {
    return Workloads.settled(deployment);
  }

  /** The halt that was accepted when this Deployment was last applied. */
  public static Optional<String> accepted(Deployment deployment) {
    Map<String, String> annotations =
        deployment.getSpec().getTemplate().getMetadata().getAnnotations();
    return Optional.ofNullable(annotations).map(all -> all.get(PodAnnotations.ACCEPTED));
  }
}
