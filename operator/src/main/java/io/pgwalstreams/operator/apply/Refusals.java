package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.util.function.Supplier;

/** What it means that the API server refuses an object. */
final class Refusals {
  private static final int UNPROCESSABLE = 422;

  private Refusals() {}

  /** The result; what is not understood goes on as it came, to be tried again. */
  static <T> T told(Supplier<T> apply) {
    try {
      return apply.get();
    } catch (KubernetesClientException e) {
      if (e.getCode() != UNPROCESSABLE) {
        throw e;
      }
      String said = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
      throw new FailureException(
          Reason.InvalidSpec.because(
              "the API server refuses the worker's objects: " + said, "correct spec.worker"),
          e);
    }
  }
}
