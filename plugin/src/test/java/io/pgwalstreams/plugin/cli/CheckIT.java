package io.pgwalstreams.plugin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code check} in the cluster, where the test is the kubelet. */
class CheckIT {
  private static final String EXAMPLE =
      Path.of(System.getProperty("basedir", "."), "..", "examples", "minimal.yaml").toString();

  private FakeCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new FakeCluster();
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  /** Each pod that comes ends at once with this status. */
  private void podsEndWith(int exit) {
    var unused =
        cluster
            .client
            .pods()
            .inNamespace("shop")
            .watch(
                new Watcher<>() {
                  @Override
                  public void eventReceived(Action action, Pod pod) {
                    if (action == Action.ADDED) {
                      cluster.client.resource(ended(pod, exit)).updateStatus();
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {}
                });
  }

  private static Pod ended(Pod pod, int exit) {
    return new PodBuilder(pod)
        .withNewStatus()
        .withPhase("Failed")
        .addNewContainerStatus()
        .withName("worker")
        .withNewState()
        .withNewTerminated()
        .withExitCode(exit)
        .endTerminated()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  @Test
  void tellsWhatThePodSaysEndsAsItDoesAndLeavesNothing() {
    podsEndWith(65);
    cluster.answer("/log", FakeCluster.text("FAILED  wal_level\n1 failed\n"));

    FakeCluster.Ran ran = cluster.run("check", "-f", EXAMPLE, "--image", "worker:1");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).isEqualTo("FAILED  wal_level\n1 failed\n");
    assertThat(ran.status()).isEqualTo(65);
    assertThat(cluster.client.pods().inNamespace("shop").list().getItems()).isEmpty();
  }

  @Test
  void aPodThatDoesNotStartIsToldAndRemoved() {
    FakeCluster.Ran ran =
        cluster.run("check", "-f", EXAMPLE, "--image", "worker:1", "--timeout", "1");

    assertThat(ran.err()).contains("the check has not ended after 1s").contains("--timeout");
    assertThat(ran.status()).isEqualTo(3);
    assertThat(cluster.client.pods().inNamespace("shop").list().getItems()).isEmpty();
  }

  @Test
  void withoutAnImageToBeSeenOneIsAskedFor() {
    FakeCluster.Ran ran = cluster.run("check", "-f", EXAMPLE);
    assertThat(ran.err()).contains("--image");
    assertThat(ran.status()).isEqualTo(3);
  }

  @Test
  void theImageIsTheOneThatTheOperatorIsToldToRun() {
    cluster.create(
        io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: o, namespace: system, labels: {app.kubernetes.io/name: pgwalstreams-operator}}
            spec: {template: {spec: {containers: [{name: operator, env: [
              {name: PGWALSTREAMS_WORKER_IMAGE, value: "registry/worker:7"}]}]}}}
            """,
            io.fabric8.kubernetes.api.model.apps.Deployment.class));
    FakeCluster.Ran ran = cluster.run("check", "-f", EXAMPLE, "--dry-run");
    assertThat(ran.out()).contains("registry/worker:7").contains("kind: \"Pod\"");
    assertThat(ran.status()).isZero();
  }

  @Test
  void oneThatIsAppliedIsCheckedByItsName() {
    cluster.walStream(
        "shop",
        "{database: {host: h, name: app, credentials: {secretRef: {name: s}}},"
            + " publication: {managed: {tables: [{name: users}]}},"
            + " nats: {servers: ['nats://n:4222'], subjectPrefix: db, stream: {name: db}}}",
        "{publication: {name: made, managed: true}}");
    FakeCluster.Ran ran = cluster.run("check", "shop", "--image", "worker:1", "--dry-run");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("shop-check-").contains("existing:").contains("made");
  }
}
