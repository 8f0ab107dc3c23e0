package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.util.Optional;
import java.util.function.Supplier;

/** What it means that the API server refuses an object. */
final class Refusals {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;

  private Refusals() {}

  /** The result; what is not understood goes on as it came, to be tried again. */
  static <T> T told(Supplier<T> apply) {
    try {
      return apply.get();
    } catch (KubernetesClientException e) {
      Failure why = failure(e).orElseThrow(() -> e);
      throw new FailureException(why, e);
    }
  }

  private static Optional<Failure> failure(KubernetesClientException e) {
    String words = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    String said = "the API server refuses the worker's objects: " + words;
    return switch (e.getCode()) {
      case UNPROCESSABLE -> Optional.of(Reason.InvalidSpec.because(said, "correct spec.worker"));
      case BAD_REQUEST ->
          Optional.of(
              Reason.InvalidSpec.because(
                  said, "correct spec.worker, or ask who runs the cluster's admission webhooks"));
      case FORBIDDEN ->
          Optional.of(
              Reason.WorkerNotStarting.because(
                  said,
                  "raise the namespace's quota, or allow what its policies and the operator's role"
                      + " forbid"));
      default -> Optional.empty();
    };
  }
}
