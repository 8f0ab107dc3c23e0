package io.pgwalstreams.operator.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.Optional;

/** The connection to the API server, and what identifies the cluster. */
final class Cluster {
  private Cluster() {}

  /**
   * A client that passes over what it does not know: a field or word of a newer version in one
   * object must not stop the watch of all.
   *
   * @param listener hears of every request
   */
  static KubernetesClient connect(Interceptor listener) {
    var mapper =
        JsonMapper.builder()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .configure(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL, true)
            .build();
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(new KubernetesSerialization(mapper, true))
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("requests", listener))
        .build();
  }

  /**
   * Tells this cluster from others: the uid of kube-system, or where that may not be read, of the
   * operator's own namespace.
   */
  static String id(KubernetesClient client, String operatorNamespace) {
    return uid(client, "kube-system")
        .or(() -> uid(client, operatorNamespace))
        .orElseThrow(
            () ->
                io.pgwalstreams.api.Reason.InvalidSpec.because(
                        "neither namespace kube-system nor "
                            + operatorNamespace
                            + " can be read, whose uid identifies the cluster",
                        "grant get on one of them, or give --cluster-id")
                    .asException());
  }

  private static Optional<String> uid(KubernetesClient client, String namespace) {
    try {
      return Optional.ofNullable(client.namespaces().withName(namespace).get())
          .map(Namespace::getMetadata)
          .map(m -> m.getUid());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
