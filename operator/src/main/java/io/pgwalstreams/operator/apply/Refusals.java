package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.desired.Labels;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What it means that the API server refuses an object. */
final class Refusals {
  private static final int UNPROCESSABLE = 422;

  private Refusals() {}

  /** The result; what is not understood goes on as it came, to be tried again. */
  static <T> T told(
      Class<? extends HasMetadata> type,
      WalStreamResource resource,
      Context<WalStreamResource> context,
      Supplier<T> apply) {
    try {
      return apply.get();
    } catch (KubernetesClientException e) {
      if (e.getCode() == UNPROCESSABLE) {
        throw invalid(e);
      }
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT && isForeign(type, resource, context)) {
        throw foreign(type, resource, e);
      }
      throw e;
    }
  }

  private static FailureException invalid(KubernetesClientException e) {
    String said = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    return new FailureException(
        Reason.InvalidSpec.because(
            "the API server refuses the worker's objects: " + said, "correct spec.worker"),
        e);
  }

  /** An object of ours may only not have been seen yet; what lacks our label never will be. */
  private static boolean isForeign(
      Class<? extends HasMetadata> type,
      WalStreamResource resource,
      Context<WalStreamResource> context) {
    HasMetadata found =
        context
            .getClient()
            .resources(type)
            .inNamespace(resource.getMetadata().getNamespace())
            .withName(Labels.objectName(resource.getMetadata().getName()))
            .get();
    return found != null && !resource.getMetadata().getName().equals(label(found));
  }

  private static @Nullable String label(HasMetadata object) {
    var labels = object.getMetadata().getLabels();
    return labels == null ? null : labels.get(Labels.WALSTREAM);
  }

  private static FailureException foreign(
      Class<? extends HasMetadata> type, WalStreamResource resource, KubernetesClientException e) {
    return new FailureException(
        Reason.ClaimedByAnother.because(
            HasMetadata.getKind(type)
                + " '"
                + Labels.objectName(resource.getMetadata().getName())
                + "' exists and was not made by the operator",
            "delete it, or give the WalStream another name"),
        e);
  }
}
