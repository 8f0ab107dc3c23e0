package io.pgwalstreams.plugin.cluster;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.desired.Labels;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.plugin.problem.ApiProblems;
import io.pgwalstreams.plugin.problem.ApiProblems.Question;
import io.pgwalstreams.plugin.problem.NearestNames;
import io.pgwalstreams.plugin.problem.Problem;
import io.pgwalstreams.plugin.problem.ProblemException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The API server. What it refuses becomes a {@link ProblemException}. Thread-safe. */
public final class Cluster implements AutoCloseable {
  private static final String WALSTREAMS = "walstreams.pgwalstreams.io";

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  Cluster(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  /** ProblemException when the kubeconfig does not say which. Asks the server nothing. */
  public static Cluster connect(Target target) {
    Config config = Kubeconfig.read(target);
    // A field or word of a newer version must not hide everything else.
    var mapper =
        JsonMapper.builder()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .configure(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL, true)
            .build();
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withKubernetesSerialization(new KubernetesSerialization(mapper, true))
            .build();
    String namespace =
        target
            .namespace()
            .or(() -> Optional.ofNullable(config.getNamespace()).filter(n -> !n.isBlank()))
            .orElse("default");
    return new Cluster(client, namespace, Kubeconfig.nameOf(config));
  }

  /** The namespace of who names no other. */
  public String namespace() {
    return namespace;
  }

  /** What a reader calls this cluster. */
  public String name() {
    return name;
  }

  KubernetesClient client() {
    return client;
  }

  /** By namespace and name; of the whole cluster when no namespace is given. */
  public List<WalStreamResource> walStreams(Optional<String> in) {
    var all = client.resources(WalStreamResource.class);
    return asked(
            new Question("list", WALSTREAMS, in, name),
            () ->
                in.isPresent()
                    ? all.inNamespace(in.get()).list().getItems()
                    : all.inAnyNamespace().list().getItems())
        .stream()
        .sorted(
            Comparator.comparing((WalStreamResource r) -> r.getMetadata().getNamespace())
                .thenComparing(r -> r.getMetadata().getName()))
        .toList();
  }

  /** ProblemException with the nearest names when there is none of this name. */
  public WalStreamResource walStream(String walStream) {
    WalStreamResource found = find(walStream);
    if (found == null) {
      List<String> names =
          walStreams(Optional.of(namespace)).stream().map(r -> r.getMetadata().getName()).toList();
      throw new Problem(
              "there is no WalStream '" + walStream + "' in namespace " + namespace,
              NearestNames.hint(
                  walStream,
                  names,
                  names.isEmpty()
                      ? "there is none at all here: choose a namespace with -n"
                      : "there are: " + String.join(", ", names)))
          .asException();
    }
    return found;
  }

  private @Nullable WalStreamResource find(String walStream) {
    return asked(
        new Question("get", WALSTREAMS, Optional.of(namespace), name),
        () ->
            client
                .resources(WalStreamResource.class)
                .inNamespace(namespace)
                .withName(walStream)
                .get());
  }

  /** The publication that the operator has made for a WalStream; empty when it has made none. */
  public Optional<String> madePublication(String walStream) {
    return Optional.ofNullable(find(walStream))
        .map(WalStreamResource::getStatus)
        .map(WalStreamStatus::publication)
        .filter(p -> Boolean.TRUE.equals(p.managed()))
        .map(WalStreamStatus.Publication::name);
  }

  /** The resource as it would be written, without its status. */
  public ObjectNode tree(WalStreamResource resource) {
    ObjectNode tree = client.getKubernetesSerialization().convertValue(resource, ObjectNode.class);
    tree.remove("status");
    return tree;
  }

  /** As it would be applied. */
  public String yaml(Pod pod) {
    return client.getKubernetesSerialization().asYaml(pod);
  }

  /** Pods of workers that run. */
  public List<Pod> workerPods(Optional<String> in) {
    var labelled = client.pods();
    return asked(
            new Question("list", "pods", in, name),
            () ->
                (in.isPresent() ? labelled.inNamespace(in.get()) : labelled.inAnyNamespace())
                    .withLabel("app.kubernetes.io/name", "pgwalstreams-worker")
                    .withLabel(Labels.WALSTREAM)
                    .list()
                    .getItems())
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase()))
        .toList();
  }

  /** Asks; ProblemException when the answer is none. */
  static <T> T asked(Question question, Supplier<T> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      throw new ProblemException(ApiProblems.of(question, e.getCode(), words(e)), e);
    }
  }

  private static String words(KubernetesClientException e) {
    String said = e.getStatus() == null ? null : e.getStatus().getMessage();
    if (said != null) {
      return said;
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  @Override
  public void close() {
    client.close();
  }
}
