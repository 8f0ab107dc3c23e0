package io.pgwalstreams.operator.apply;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.pgwalstreams.operator.desired.Labels;
import io.pgwalstreams.operator.desired.PodAnnotations;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.Map;

/** The workers' pods. They belong to a ReplicaSet: their label tells whose they are. */
final class Pods {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private Pods() {}

  static EventSource<Pod, WalStreamResource> eventSource(
      EventSourceContext<WalStreamResource> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Pod.class, WalStreamResource.class)
            .withName("worker-pod")
            .withLabelSelector(Labels.SELECTOR)
            .withSecondaryToPrimaryMapper(Ownership::walStream)
            .build(),
        context);
  }

  /**
   * Lets running pods see at once what changed in their ConfigMap or Secrets: a kubelet refreshes a
   * pod's volumes when the pod changes, and otherwise every minute or so.
   *
   * @param mark what changed, for example a generation; nothing is written when the pod has it
   */
  static void hasten(Collection<Pod> pods, String mark, KubernetesClient client) {
    String patch =
        Serialization.asJson(
            Map.of("metadata", Map.of("annotations", Map.of(PodAnnotations.REFRESHED, mark))));
    for (Pod pod : pods) {
      if (runs(pod) && !mark.equals(mark(pod))) {
        patch(pod, patch, client);
      }
    }
  }

  private static boolean runs(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && "Running".equals(pod.getStatus().getPhase());
  }

  private static String mark(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(PodAnnotations.REFRESHED, "");
  }

  private static void patch(Pod pod, String patch, KubernetesClient client) {
    try {
      client
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(pod.getMetadata().getName())
          .patch(MERGE, patch);
    } catch (KubernetesClientException e) {
      // A pod that has ended meanwhile needs no hurry; its successor starts with what is new.
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }
}
