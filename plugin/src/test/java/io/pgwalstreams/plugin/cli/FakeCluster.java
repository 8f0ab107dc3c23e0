package io.pgwalstreams.plugin.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A mock API server with a kubeconfig to it, where some requests have answers of their own: those
 * to pods, and those that are refused.
 */
final class FakeCluster implements AutoCloseable {
  private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

  private final Map<String, List<MockResponse>> answers = new LinkedHashMap<>();
  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);
  final KubernetesClient client;
  final Path kubeconfig;

  /** What a command wrote and ended with. */
  record Ran(int status, String out, String err) {}

  FakeCluster() throws IOException {
    SERVER_LOG.setLevel(Level.WARNING);
    server.init();
    client = server.createClient();
    kubeconfig = Files.createTempFile("kubeconfig", ".yaml");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "%s"}}]
        users: [{name: test, user: {token: test}}]
        contexts: [{name: test, context: {cluster: test, user: test, namespace: shop}}]
        current-context: test
        """
            .formatted(client.getConfiguration().getMasterUrl()));
  }

  /** Runs the program with this cluster's kubeconfig. */
  Ran run(String... words) {
    var all = new ArrayList<>(List.of(words));
    all.add(1, "--kubeconfig=" + kubeconfig);
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Ran(status, out.toString(), err.toString());
  }

  /** The next requests whose path holds this get these answers, and the last one from then on. */
  synchronized void answer(String path, MockResponse... with) {
    answers.put(path, new ArrayList<>(List.of(with)));
  }

  static MockResponse text(String body) {
    return new MockResponse().setResponseCode(200).setBody(body);
  }

  static MockResponse refusal(int code) {
    return new MockResponse()
        .setResponseCode(code)
        .setBody(Serialization.asJson(new StatusBuilder().withCode(code).build()));
  }

  void create(HasMetadata object) {
    client.resource(object).create();
  }

  /** A WalStream in namespace shop whose spec and status are these. */
  void walStream(String name, String spec, String status) {
    WalStreamResource resource =
        Serialization.unmarshal(
            """
            apiVersion: pgwalstreams.io/v1alpha1
            kind: WalStream
            metadata: {name: %s, namespace: shop, uid: u-%s, generation: 1}
            spec: %s
            status: %s
            """
                .formatted(name, name, spec, status),
            WalStreamResource.class);
    create(resource);
    client.resource(resource).updateStatus();
  }

  /** The pod of its worker, which runs. */
  void worker(String walStream) {
    create(
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName(walStream + "-worker-0")
            .addToLabels("app.kubernetes.io/name", "pgwalstreams-worker")
            .addToLabels("pgwalstreams.io/walstream", walStream)
            .endMetadata()
            .withNewStatus()
            .withPhase("Running")
            .endStatus()
            .build());
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.destroy();
    Files.delete(kubeconfig);
  }

  private final class Dispatcher extends KubernetesCrudDispatcher {
    @Override
    public MockResponse dispatch(RecordedRequest request) {
      synchronized (FakeCluster.this) {
        for (var answer : answers.entrySet()) {
          if (request.getPath().contains(answer.getKey())) {
            List<MockResponse> with = answer.getValue();
            return with.size() > 1 ? with.removeFirst() : with.getFirst();
          }
        }
      }
      return super.dispatch(request);
    }
  }
}
