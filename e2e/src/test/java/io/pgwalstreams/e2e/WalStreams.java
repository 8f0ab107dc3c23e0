package io.pgwalstreams.e2e;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The WalStreams of the test's namespace, and what their status says. */
final class WalStreams {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Cluster cluster;

  WalStreams(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Applies it as people and Argo CD do. */
  void apply(Document document) {
    cluster.kubectlWith(document.yaml(), "apply", "--server-side", "-f", "-").ok();
  }

  /** A Secret with user and password, as a WalStream refers to. */
  void credentials(String secret, String username, String password) {
    apply(
        Document.of("{apiVersion: v1, kind: Secret}")
            .named(secret)
            .with("stringData: {username: '%s', password: '%s'}".formatted(username, password)));
  }

  Optional<GenericKubernetesResource> get(String name) {
    return Optional.ofNullable(resource(name).get());
  }

  /** Asks for its deletion. */
  void delete(String name) {
    resource(name).delete();
  }

  /** Waits for an Event about it, as {@code Warning SecretMissing}. */
  void awaitEvent(String name, String typeAndReason) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                cluster
                    .kubectl(
                        "get",
                        "events.events.k8s.io",
                        "-o",
                        "jsonpath={range .items[?(@.regarding.name==\""
                            + name
                            + "\")]}{.type} {.reason}{\"\\n\"}{end}")
                    .ok()
                    .lines()
                    .anyMatch(typeAndReason::equals));
  }

  /** Waits until it is gone, finalizers and all. */
  void awaitGone(String name) {
    await(name, "gone", Objects::isNull);
  }

  /** The id of the halt that it stands at; empty when it does not. */
  String halt(String name) {
    return cluster.kubectl("get", "walstream", name, "-o", "jsonpath={.status.halt.id}").ok();
  }

  /** Accepts the halt, as soon as the status tells its id. */
  void acceptHalt(String name) {
    Awaitility.await().atMost(PATIENCE).until(() -> !halt(name).isEmpty());
    cluster.kubectl("annotate", "walstream", name, "pgwalstreams.io/accept=" + halt(name)).ok();
  }

  /** Waits for a condition that tells of the present generation. */
  Condition await(String name, String type, String status) {
    return await(name, type + "=" + status, is(type, c -> c.status().equals(status)), type);
  }

  /** Waits for a condition of the present generation with this reason. */
  Condition awaitReason(String name, String type, String reason) {
    return await(name, type + ": " + reason, is(type, c -> c.reason().equals(reason)), type);
  }

  private Condition await(
      String name, String what, Predicate<GenericKubernetesResource> wanted, String type) {
    return condition(await(name, what, wanted), type).orElseThrow();
  }

  private static Predicate<GenericKubernetesResource> is(
      String type, Predicate<Condition> condition) {
    return w ->
        w != null
            && condition(w, type)
                .filter(c -> c.observedGeneration() == w.getMetadata().getGeneration())
                .filter(condition)
                .isPresent();
  }

  private GenericKubernetesResource await(
      String name, String what, Predicate<GenericKubernetesResource> wanted) {
    try {
      return resource(name).waitUntilCondition(wanted, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException e) {
      throw new AssertionError(
          "WalStream %s is not %s after %s:\n%s"
              .formatted(
                  name, what, PATIENCE, get(name).map(Serialization::asYaml).orElse("not there")),
          e);
    }
  }

  private Resource<GenericKubernetesResource> resource(String name) {
    return cluster
        .client()
        .genericKubernetesResources("pgwalstreams.io/v1alpha1", "WalStream")
        .inNamespace(cluster.namespace())
        .withName(name);
  }

  /** What the status says of one thing. */
  static Optional<Condition> condition(GenericKubernetesResource walStream, String type) {
    List<Map<String, Object>> all = walStream.get("status", "conditions");
    return Optional.ofNullable(all).stream()
        .flatMap(List::stream)
        .filter(c -> c.get("type").equals(type))
        .map(Condition::of)
        .findFirst();
  }

  /** A condition of the status. */
  record Condition(
      String type, String status, String reason, String message, long observedGeneration) {

    private static Condition of(Map<String, Object> map) {
      return new Condition(
          String.valueOf(map.get("type")),
          String.valueOf(map.get("status")),
          String.valueOf(map.get("reason")),
          String.valueOf(map.get("message")),
          map.get("observedGeneration") instanceof Number n ? n.longValue() : 0);
    }
  }
}
