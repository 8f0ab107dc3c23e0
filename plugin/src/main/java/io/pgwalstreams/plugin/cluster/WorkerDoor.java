package io.pgwalstreams.plugin.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.operator.desired.WorkerContainer;
import io.pgwalstreams.plugin.view.Live;
import io.pgwalstreams.plugin.view.LiveReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks workers through the API server: by its proxy to pods, and where that does not reach the pod,
 * as behind a NetworkPolicy or without the right to it, through a forwarded port. Thread-safe.
 */
final class WorkerDoor implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final String STATUS = "status";
  private static final String METRICS = "metrics";

  private final Cluster cluster;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(PATIENCE).proxy(HttpClient.Builder.NO_PROXY).build();
  private final Map<String, LocalPortForward> forwards = new ConcurrentHashMap<>();

  WorkerDoor(Cluster cluster) {
    this.cluster = cluster;
  }

  /** What a worker says, or why it says nothing. */
  sealed interface Answer {
    /** It answers. */
    record Said(Live live) implements Answer {}

    /** It does not. */
    record Silent(String why) implements Answer {}
  }

  Answer ask(Pod pod) {
    String name = pod.getMetadata().getName();
    try {
      return forwards.containsKey(key(pod)) ? forwarded(pod) : byEitherWay(pod);
    } catch (IOException | KubernetesClientException e) {
      return new Answer.Silent("pod " + name + " does not answer");
    } catch (FailureException e) {
      return new Answer.Silent("pod " + name + ": " + e.failure().message());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Silent("interrupted");
    }
  }

  private Answer byEitherWay(Pod pod) throws InterruptedException {
    try {
      return proxied(pod);
    } catch (KubernetesClientException refused) {
      try {
        return forwarded(pod);
      } catch (IOException | KubernetesClientException e) {
        return new Answer.Silent(why(pod, refused));
      }
    }
  }

  private static String why(Pod pod, KubernetesClientException refused) {
    String namespace = pod.getMetadata().getNamespace();
    return refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN
        ? "you may not use pods/proxy in namespace " + namespace + ", nor pods/portforward"
        : "pod "
            + pod.getMetadata().getName()
            + " is reached neither by the API server's proxy nor through a forwarded port";
  }

  private Answer proxied(Pod pod) {
    return new Answer.Said(
        LiveReader.read(pod.getMetadata().getName(), raw(pod, STATUS), raw(pod, METRICS)));
  }

  private String raw(Pod pod, String path) {
    String answer =
        cluster
            .client()
            .raw(
                "/api/v1/namespaces/%s/pods/%s:%d/proxy/%s"
                    .formatted(
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        WorkerContainer.PORT,
                        path));
    if (answer == null) {
      throw new KubernetesClientException("there is no /" + path);
    }
    return answer;
  }

  private Answer forwarded(Pod pod) throws IOException, InterruptedException {
    LocalPortForward forward =
        forwards.computeIfAbsent(
            key(pod), unused -> PodPorts.forward(cluster, pod, WorkerContainer.PORT));
    try {
      return new Answer.Said(
          LiveReader.read(
              pod.getMetadata().getName(), get(forward, STATUS), get(forward, METRICS)));
    } catch (IOException e) {
      // The pod may be another one by now: the next time begins anew.
      forwards.remove(key(pod), forward);
      PodPorts.close(forward);
      throw e;
    }
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private String get(LocalPortForward forward, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + forward.getLocalPort() + "/" + path))
            .timeout(PATIENCE)
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("/" + path + " answers " + answer.statusCode());
    }
    return answer.body();
  }

  @Override
  public void close() {
    forwards.values().forEach(PodPorts::close);
    http.shutdownNow();
  }
}
