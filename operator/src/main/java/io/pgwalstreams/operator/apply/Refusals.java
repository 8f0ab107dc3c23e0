package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.net.HttpURLConnection;
import java.util.Optional;

/** What it means that the API server refuses an object. */
final class Refusals {
  private static final int UNPROCESSABLE = 422;

  private Refusals() {}

  /** What is no refusal goes on as it came, to be tried again. */
  static void told(Runnable apply) {
    try {
      apply.run();
    } catch (KubernetesClientException e) {
      throw meaning(e).<RuntimeException>map(why -> new FailureException(why, e)).orElse(e);
    }
  }

  /** Empty for a conflict, and for a server that is in trouble itself. */
  private static Optional<Failure> meaning(KubernetesClientException e) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN ->
          Optional.of(
              Reason.WorkerNotStarting.because(
                  words(e),
                  "let the namespace's quota and admission rules, and the operator's ClusterRole,"
                      + " allow it; it is tried again"));
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
          Optional.of(
              Reason.InvalidSpec.because(
                  words(e), "correct spec.worker, or the admission rule that it breaks"));
      default -> Optional.empty();
    };
  }

  private static String words(KubernetesClientException e) {
    String said = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    return "the API server refuses the worker's objects: " + said;
  }
}
