package io.pgwalstreams.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.javaoperatorsdk.operator.Operator;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.operator.desired.WorkerPlan;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.operator.source.MovableClock;
import io.pgwalstreams.operator.source.Release;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;

/**
 * The operator as the program runs it, at a mock API server that applies, with databases, pods and
 * workers that do what the test says.
 */
final class Stage implements AutoCloseable {
  static final String SHOP = "shop";
  static final String OPERATOR = "pgwalstreams-system";
  static final String IMAGE = "pgwalstreams/worker:1";
  private static final String EXISTING_PUBLICATION = "existing: {name: p}";
  static final String MANAGED_PUBLICATION = "managed: {tables: [{name: a}]}";
  static final Duration DELETION_TIMEOUT = Duration.ofMinutes(10);

  /** Tells of each request at INFO. Kept here, because loggers that nobody has are forgotten. */
  private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path CRD =
      Path.of(System.getProperty("basedir", "."))
          .resolve("../crds/generated/walstreams.pgwalstreams.io-v1.yml");

  final Journal journal = new Journal();

  /** The API server stamps with the real time. */
  final MovableClock clock = new MovableClock(Instant.now());

  final ApplyingDispatcher api = new ApplyingDispatcher(journal::add);
  private final KubernetesMockServer server =
      new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), api, false);
  final KubernetesClient client;
  final ControlPlane plane;
  FakeSources sources;
  private Reconciliations reconciliations;
  private Parts parts;
  private Operator operator;
  private Release firstRelease = new Release.Done();

  Stage() throws IOException {
    SERVER_LOG.setLevel(Level.WARNING);
    server.init();
    client = server.createClient();
    plane = new ControlPlane(client);
    try (InputStream crd = Files.newInputStream(CRD)) {
      client.load(crd).create();
    }
    begin(image(IMAGE));
  }

  private static WorkerPlan.Image image(String name) {
    return new WorkerPlan.Image(name, "IfNotPresent");
  }

  private void begin(WorkerPlan.Image image) {
    reconciliations = new Reconciliations();
    parts =
        new Parts(
            client,
            new Parts.Settings(OPERATOR, "cluster-1", "operator-1", image, DELETION_TIMEOUT, clock),
            changed -> sources = new FakeSources(journal, changed, firstRelease),
            plane::ask);
    operator = WalStreamOperator.of(client, parts, Set.of(), o -> o.withMetrics(reconciliations));
    operator.start();
  }

  /** Another operator follows, with another image for the workers. */
  void upgrade(String image) {
    upgrade(image(image));
  }

  void upgrade(WorkerPlan.Image image) {
    end();
    begin(image);
  }

  /** Something happens while no operator runs. */
  void whileAway(Runnable something) {
    end();
    something.run();
    begin(image(IMAGE));
  }

  /** From now on giving back ends so, also with an operator that starts. */
  void releaseAlways(Release release) {
    firstRelease = release;
    sources.releaseIs(release);
  }

  private void end() {
    operator.stop();
    parts.close();
  }

  @Override
  public void close() {
    end();
    client.close();
    server.destroy();
  }

  /** Until what is claimed holds. */
  static void eventually(ThrowingRunnable claim) {
    await().atMost(LIMIT).untilAsserted(claim);
  }

  /** Until the WalStream was reconciled once more, from beginning to end. */
  void reconciledAgain(String name) {
    int before = reconciliations.begun(name);
    sources.news(key(name));
    await().atMost(LIMIT).until(() -> reconciliations.ended(name) > before);
  }

  /** From now on giving back ends so, which is told. */
  void releaseEnds(String name, Release release) {
    sources.releaseIs(release);
    sources.news(key(name));
  }

  int created(String name) {
    return reconciliations.created(name);
  }

  long orphansLeft() {
    return parts.orphansLeft().get();
  }

  /** The Secret that each WalStream refers to. */
  void secret() {
    client.resource(secret("c2VjcmV0")).create();
  }

  /** From now on it holds another password. */
  void renewSecret() {
    client.resource(secret("YW5vdGhlcg==")).update();
  }

  private static Secret secret(String password) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(SHOP)
        .withName("login")
        .endMetadata()
        .withData(Map.of("username", "cmVhZGVy", "password", password))
        .build();
  }

  void deleteSecret() {
    client.secrets().inNamespace(SHOP).withName("login").delete();
  }

  /** Creates {@code shop/NAME} with this publication and slot, in YAML. */
  void create(String name, String publication, String slot) {
    String text =
        """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: %s, namespace: %s, labels: {team: shop}, annotations: {note: ours}}
        spec:
          database: {host: db.shop.svc, name: app, credentials: {secretRef: {name: login}}}
          publication: {%s}
          slot: {%s}
          nats: {servers: ["nats://nats:4222"], subjectPrefix: db, stream: {name: db}}
        """
            .formatted(name, SHOP, publication, slot);
    client.resource(Serialization.unmarshal(text, WalStreamResource.class)).create();
  }

  /** Creates a WalStream, and waits until its worker, in this pod, streams. */
  Pod stream(String name) {
    create(name, MANAGED_PUBLICATION, "managed: {}");
    return streams(name);
  }

  /** Waits until its worker, in this pod, streams. */
  Pod streams(String name) {
    awaitDeployment(name);
    Pod pod = plane.streams(name, 1);
    awaitReady(name, "True", "Streaming");
    return pod;
  }

  /** The intent, as an operator has recorded it. */
  void intend(String name, String publication, String slot) {
    WalStreamResource resource = walStream(name);
    resource.setStatus(
        new WalStreamStatus(
            0L,
            null,
            null,
            new WalStreamStatus.Publication(publication, false, null),
            new WalStreamStatus.Slot(slot, true, null, null, null, null, null),
            null,
            null,
            null,
            null));
    client.resource(resource).updateStatus();
  }

  /**
   * Two WalStreams of an existing publication that mean the same slot, s: orders, whose worker
   * starts, and bills, which was made with its intent while the operator was away.
   *
   * @param more is done to bills before the operator is back
   */
  void rivals(Runnable more) {
    secret();
    create("orders", EXISTING_PUBLICATION, "managed: {name: s}");
    awaitDeployment("orders");
    awaitReady("orders", "False", "WorkerStarting");
    whileAway(
        () -> {
          create("bills", EXISTING_PUBLICATION, "managed: {name: s}");
          intend("bills", "p", "s");
          more.run();
        });
  }

  static ConfigMap foreignConfigMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(SHOP)
        .withName(name)
        .endMetadata()
        .withData(Map.of("mine", "yes"))
        .build();
  }

  /** Null when there is none. */
  Deployment deployment(String name) {
    return client.apps().deployments().inNamespace(SHOP).withName(name + "-worker").get();
  }

  /** What there is of the worker's objects. */
  List<HasMetadata> children(String name) {
    String child = name + "-worker";
    return Stream.<HasMetadata>of(
            client.serviceAccounts().inNamespace(SHOP).withName(child).get(),
            client.configMaps().inNamespace(SHOP).withName(child).get(),
            deployment(name),
            client.network().v1().networkPolicies().inNamespace(SHOP).withName(child).get())
        .filter(Objects::nonNull)
        .toList();
  }

  void awaitDeployment(String name) {
    await().atMost(LIMIT).until(() -> deployment(name) != null);
  }

  void awaitReady(String name, String status, String reason) {
    eventually(
        () -> {
          Condition ready = condition(name, "Ready");
          assertThat(ready.status() + " " + ready.reason()).isEqualTo(status + " " + reason);
        });
  }

  /** Fails when there is none. */
  Condition condition(String name, String type) {
    WalStreamStatus status = walStream(name).getStatus();
    assertThat(status).isNotNull();
    assertThat(status.conditions()).isNotNull();
    return status.conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + type));
  }

  Optional<WalStreamResource> find(String name) {
    return Optional.ofNullable(
        client.resources(WalStreamResource.class).inNamespace(SHOP).withName(name).get());
  }

  WalStreamResource walStream(String name) {
    return find(name).orElseThrow();
  }

  Key key(String name) {
    return Situation.key(walStream(name));
  }

  /** As a person edits the resource: once more when somebody else was quicker. */
  void edit(String name, Consumer<WalStreamResource> change) {
    await()
        .atMost(LIMIT)
        .ignoreExceptionsMatching(Stage::isConflict)
        .until(() -> edited(name, change) != null);
  }

  private static boolean isConflict(Throwable e) {
    return e instanceof KubernetesClientException refusal
        && refusal.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  private WalStreamResource edited(String name, Consumer<WalStreamResource> change) {
    return client
        .resources(WalStreamResource.class)
        .inNamespace(SHOP)
        .withName(name)
        .edit(
            resource -> {
              change.accept(resource);
              return resource;
            });
  }

  void editSpec(String name, Consumer<ObjectNode> change) {
    edit(name, resource -> change.accept(resource.getSpec()));
  }

  void delete(String name) {
    client.resources(WalStreamResource.class).inNamespace(SHOP).withName(name).delete();
  }

  /** As {@code kubectl replace --force} does: another one takes the name as soon as it is free. */
  void replaceByForce(String name, String publication, String slot) {
    delete(name);
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .ignoreExceptionsMatching(Stage::isConflict)
        .untilAsserted(() -> create(name, publication, slot));
  }
}
