package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.api.model.ConfigMap;
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
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.operator.desired.DesiredConfigMap;
import io.pgwalstreams.operator.desired.DesiredDeployment;
import io.pgwalstreams.operator.desired.DesiredNetworkPolicy;
import io.pgwalstreams.operator.desired.DesiredServiceAccount;
import io.pgwalstreams.operator.desired.WorkerPlan;
import io.pgwalstreams.operator.observe.Workload;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
   * The Deployment, where there is one and it is not what the plan says.
   *
   * @throws io.pgwalstreams.api.FailureException InvalidSpec when the plan can be no pod
   */
  public Optional<Deployment> behind(
      WalStreamResource resource, WorkerPlan plan, Context<WalStreamResource> context) {
    context.managedWorkflowAndDependentResourceContext().put(WorkerPlan.class, plan);
    return deployment.behind(resource, context);
  }

  /** The WalStreams whose Deployments are getting their pods up, as {@code namespace/name}. */
  public Set<String> rolling() {
    return deployment
        .all()
        .filter(Workloads::rolls)
        .flatMap(d -> Ownership.walStream(d).stream())
        .map(id -> id.getNamespace().orElse("") + "/" + id.getName())
        .collect(Collectors.toSet());
  }

  /**
   * Makes the objects what the plan says; writes nothing when they are. What a pod needs comes
   * before the Deployment.
   *
   * @param keep a Deployment that is there stays as it is
   * @throws io.pgwalstreams.api.FailureException InvalidSpec when the plan can be no pod, or the
   *     API server does not take it; WorkerNotStarting when it forbids it; ClaimedByAnother when an
   *     object of this name is not ours
   */
  public void apply(
      WalStreamResource resource,
      WorkerPlan plan,
      boolean keep,
      Context<WalStreamResource> context) {
    context.managedWorkflowAndDependentResourceContext().put(WorkerPlan.class, plan);
    Refusals.told(() -> make(resource, plan, keep, context));
  }

  private void make(
      WalStreamResource resource,
      WorkerPlan plan,
      boolean keep,
      Context<WalStreamResource> context) {
    if (DesiredServiceAccount.isWanted(plan)) {
      make(serviceAccount, resource, context);
    } else {
      remove(serviceAccount, resource, context);
    }
    boolean documentChanged = make(configMap, resource, context);
    make(networkPolicy, resource, context);
    boolean podReplaced = !keep && make(deployment, resource, context);
    if (documentChanged && !podReplaced) {
      Pods.hasten(
          context.getSecondaryResources(Pod.class),
          Long.toString(plan.document().generation()),
          context.getClient());
    }
  }

  /**
   * Lets a running pod see at once what has changed in its Secrets.
   *
   * @param mark another one than the last time
   */
  public void hasten(String mark, Context<WalStreamResource> context) {
    Pods.hasten(context.getSecondaryResources(Pod.class), mark, context.getClient());
  }

  /** True when something was written. */
  private static <R extends HasMetadata> boolean make(
      WorkerDependent<R> dependent,
      WalStreamResource resource,
      Context<WalStreamResource> context) {
    return dependent.reconcile(resource, context).getResourceOperations().values().stream()
        .anyMatch(operation -> operation != ReconcileResult.Operation.NONE);
  }

  private static <R extends HasMetadata> void remove(
      WorkerDependent<R> dependent,
      WalStreamResource resource,
      Context<WalStreamResource> context) {
    dependent
        .getSecondaryResource(resource, context)
        .ifPresent(object -> context.getClient().resource(object).delete());
  }

  /** True when the ConfigMap holds this very generation of the document. */
  public boolean isApplied(WalStreamDocument document, Context<WalStreamResource> context) {
    return configMap
        .getSecondaryResource(context.getPrimaryResource(), context)
        .filter(map -> DesiredConfigMap.isOf(map, document))
        .isPresent();
  }

  /** The Deployment as it was last seen. */
  public Optional<Deployment> deployment(Context<WalStreamResource> context) {
    return deployment.getSecondaryResource(context.getPrimaryResource(), context);
  }

  /** The Deployment and its pod as they were last seen. */
  public Workload workload(WalStreamResource resource, Context<WalStreamResource> context) {
    return Workloads.of(
        deployment.getSecondaryResource(resource, context),
        context.getSecondaryResources(Pod.class),
        resource.getMetadata().getUid());
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

  /** True when the pod of its present template is ready, and none of an earlier one is left. */
  public static boolean isSettled(Deployment deployment) {
    return Workloads.settled(deployment);
  }

  /** The halt of this WalStream that was accepted when the Deployment was last applied. */
  public static Optional<String> accepted(Deployment deployment, WalStreamResource resource) {
    return Workloads.accepted(deployment, resource.getMetadata().getUid());
  }
}
