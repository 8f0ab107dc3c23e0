package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A WalStream whose every secret is unmistakable, with a wrong password first: whatever the cluster
 * holds of it, but the Secrets themselves, is searched for them.
 */
class SecretsE2E {
  private static final String WRONG = "unmistakable-wrong-of-postgres";
  private static final String RIGHT = "unmistakable-right-of-postgres";
  private static final String NATS = "unmistakable-of-nats";
  private static final String NAME = "secrets";
  private static final String DISCONNECT =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'keeper'";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final Cluster cluster = new Cluster();

  @Test
  void noSecretIsInAnyOtherObjectNorInALogNorInTheWorkersProcess() {
    Shop shop = Shop.open(cluster);
    shop.postgres().replicator("keeper", RIGHT);
    shop.postgres().table(NAME, "keeper");
    WalStreams walStreams = shop.walStreams();
    walStreams.credentials("keeper", "keeper", WRONG);
    walStreams.credentials("nats", "worker", NATS);
    walStreams.apply(
        shop.walStream(NAME)
            .with(
                """
                spec:
                  database: {credentials: {secretRef: {name: keeper}}}
                  nats: {credentials: {userPassword: {secretRef: {name: nats}}}}
                  worker: {logLevel: debug}
                """));
    walStreams.awaitReason(NAME, "Ready", "AuthenticationFailed");
    walStreams.awaitEvent(NAME, "Warning AuthenticationFailed");
    look();
    walStreams.credentials("keeper", "keeper", RIGHT);
    walStreams.await(NAME, "Ready", "True");
    shop.insert(NAME, 1, 3);
    try (StreamReader reader = shop.nats().reader()) {
      reader.exactly(NAME, 3);
    }
    look();
    theWorkersProcess();
    walStreams.credentials("keeper", "keeper", WRONG);
    // The worker meets it, too, when it connects after its file has changed.
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              shop.postgres().sql(DISCONNECT);
              return logs().contains("AuthenticationFailed");
            });
    look();
    walStreams.credentials("keeper", "keeper", RIGHT);
    walStreams.await(NAME, "Ready", "True");
  }

  private static void look() {
    assertNothingSecretIn("objects", objects(cluster.namespace()));
    assertNothingSecretIn("the operator's objects", objects(OperatorInstall.NAMESPACE));
    assertNothingSecretIn("the worker's log", logs());
    assertNothingSecretIn(
        "the operator's log",
        cluster
            .kubectl(
                "logs",
                "-n",
                OperatorInstall.NAMESPACE,
                "-l",
                "app.kubernetes.io/name=pgwalstreams-operator",
                "--tail=-1")
            .ok());
  }

  private static String objects(String namespace) {
    return cluster
        .kubectl(
            "get",
            "all,walstreams,events,configmaps,networkpolicies,leases,serviceaccounts",
            "-n",
            namespace,
            "--show-managed-fields",
            "-o",
            "yaml")
        .ok();
  }

  private static String logs() {
    return cluster.kubectl("logs", "-l", RolloutWatch.LABEL + "=" + NAME, "--tail=-1").ok();
  }

  /** Each form in which somebody would know it again. */
  private static void assertNothingSecretIn(String where, String text) {
    for (String secret : List.of(WRONG, RIGHT, NATS)) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
      assertThat(text.contains(secret) || text.contains(base64.substring(0, base64.length() - 2)))
          .as("'%s' stands in %s", secret, where)
          .isFalse();
    }
  }

  /**
   * Where the node is this machine; elsewhere the pod's arguments and environment were looked at.
   */
  private static void theWorkersProcess() {
    Pod pod =
        cluster
            .client()
            .pods()
            .inNamespace(cluster.namespace())
            .withLabel(RolloutWatch.LABEL, NAME)
            .list()
            .getItems()
            .getFirst();
    List<Path> processes = processes(pod.getMetadata().getUid());
    if (!Settings.SIGNAL_KUBELET.isEmpty()) {
      assertThat(processes).as("the node is this machine").isNotEmpty();
    }
    for (Path process : processes) {
      assertNothingSecretIn("its arguments", read(process.resolve("cmdline")));
      assertNothingSecretIn("its environment", read(process.resolve("environ")));
    }
  }

  private static List<Path> processes(String uid) {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      List<Path> found =
          all.filter(p -> p.getFileName().toString().matches("[0-9]+"))
              .filter(p -> read(p.resolve("cgroup")).replace('_', '-').contains(uid))
              .toList();
      System.out.println("processes of the worker's pod on this machine: " + found.size());
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing, where the process has ended meanwhile, or is somebody else's. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
