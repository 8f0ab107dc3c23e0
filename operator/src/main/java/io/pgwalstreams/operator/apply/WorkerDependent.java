package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResourceConfigBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.operator.desired.Labels;
import io.pgwalstreams.operator.desired.WorkerPlan;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One kind of a worker's objects, applied as the plan in the context wants it: by server-side apply
 * with the operator's field manager, owned by its WalStream, and applied again when somebody edits
 * it. Watches no more than what the operator has made.
 */
final class WorkerDependent<R extends HasMetadata>
    extends CRUDKubernetesDependentResource<R, WalStreamResource> {
  private final Function<WorkerPlan, R> desired;

  WorkerDependent(Class<R> type, Function<WorkerPlan, R> desired) {
    super(type, "worker-" + HasMetadata.getSingular(type));
    this.desired = desired;
    // JOSDK leaves server-side apply out for ConfigMaps unless it is asked for.
    configureWith(
        new KubernetesDependentResourceConfigBuilder<R>()
            .withUseSSA(true)
            .withCreateResourceOnlyIfNotExistingWithSSA(true)
            .build());
  }

  /**
   * An object of this name that is not in sight is somebody else's, and stays as it is, or one of
   * ours that has lost its label.
   */
  @Override
  public R create(R wanted, WalStreamResource primary, Context<WalStreamResource> context) {
    try {
      return super.create(wanted, primary, context);
    } catch (KubernetesClientException e) {
      R found =
          e.getCode() == HttpURLConnection.HTTP_CONFLICT
              ? context.getClient().resource(wanted).get()
              : null;
      if (found == null) {
        throw e;
      }
      if (!Ownership.isOf(found, primary)) {
        throw new FailureException(Ownership.foreign(found), e);
      }
      wanted.getMetadata().setResourceVersion(null);
      return update(found, wanted, primary, context);
    }
  }

  @Override
  protected R desired(WalStreamResource primary, Context<WalStreamResource> context) {
    return desired.apply(
        context
            .managedWorkflowAndDependentResourceContext()
            .getMandatory(WorkerPlan.class, WorkerPlan.class));
  }

  /** What is there, where it is not what the plan in the context wants. */
  Optional<R> behind(WalStreamResource primary, Context<WalStreamResource> context) {
    return getSecondaryResource(primary, context)
        .filter(actual -> !match(actual, primary, context).matched());
  }

  /** Those of all WalStreams, as they were last seen. */
  Stream<R> all() {
    return eventSource().stream().flatMap(source -> source.list(any -> true));
  }

  /** All objects of a worker have one name. */
  @Override
  protected ResourceID targetSecondaryResourceID(
      WalStreamResource primary, Context<WalStreamResource> context) {
    return new ResourceID(
        Labels.objectName(primary.getMetadata().getName()), primary.getMetadata().getNamespace());
  }

  @Override
  protected InformerEventSourceConfiguration.Builder<R> informerConfigurationBuilder(
      EventSourceContext<WalStreamResource> context) {
    return super.informerConfigurationBuilder(context).withLabelSelector(Labels.SELECTOR);
  }

  @Override
  protected Optional<SecondaryToPrimaryMapper<R>> getSecondaryToPrimaryMapper(
      EventSourceContext<WalStreamResource> context) {
    return Optional.of(Ownership::walStream);
  }
}
