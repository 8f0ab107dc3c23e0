package io.pgwalstreams.plugin.problem;

import java.net.HttpURLConnection;
import java.util.Optional;

/** What an answer of the API server means for who runs the command. Pure. */
public final class ApiProblems {
  private ApiProblems() {}

  /**
   * What was asked.
   *
   * @param verb as in Kubernetes' rules: list, get, create
   * @param resource plural, with the group where there is one: {@code walstreams.pgwalstreams.io}
   * @param namespace empty for the whole cluster
   * @param context the kubeconfig's context, for the reader to recognise
   */
  public record Question(String verb, String resource, Optional<String> namespace, String context) {
    String asked() {
      return verb + " " + resource;
    }

    String where() {
      return namespace.map(n -> " in namespace " + n).orElse(" in all namespaces");
    }

    String flags() {
      return namespace.map(n -> " -n " + n).orElse(" -A");
    }
  }

  /**
   * The problem behind an answer.
   *
   * @param code of HTTP; 0 or less when there was no answer
   * @param message the server's own words
   */
  public static Problem of(Question question, int code, String message) {
    if (code <= 0) {
      return new Problem(
          "the API server of " + question.context() + " does not answer (" + message + ")",
          "check kubeconfig and network: kubectl version asks the same server");
    }
    return switch (code) {
      case HttpURLConnection.HTTP_NOT_FOUND -> notFound(question, message);
      case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(question);
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          new Problem(
              "the API server of " + question.context() + " does not take your credentials",
              "log in again, or choose another context by --context");
      default ->
          new Problem(
              "the API server answers " + code + " to " + question.asked() + " (" + message + ")",
              "try again; kubectl get "
                  + question.resource()
                  + question.flags()
                  + " asks the same");
    };
  }

  private static Problem forbidden(Question question) {
    return new Problem(
        "you may not " + question.asked() + question.where(),
        "ask for that right; kubectl auth can-i "
            + question.asked()
            + question.flags()
            + " tells whether you have it");
  }

  private static Problem notFound(Question question, String message) {
    return question.resource().startsWith("walstreams")
        ? new Problem(
            "the cluster of " + question.context() + " knows no WalStreams: the CRD is not there",
            "install pgwalstreams (make install), or choose another cluster by --context")
        : new Problem("not found: " + message, "check the name, and the namespace (-n)");
  }
}
