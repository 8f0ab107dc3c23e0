package io.pgwalstreams.plugin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code status} and {@code lag} against an API server that keeps what it is given. */
class StatusIT {
  private static final String STREAMING =
      "{conditions: [{type: Ready, status: 'True', reason: Streaming, message: '', lastTransitionTime: x}],"
          + " slot: {unpublishedWal: 64Mi, retainedWal: 1.3Gi}}";
  private static final String LOST =
      "{conditions: [{type: Ready, status: 'False', reason: SlotLost, message: 'it is gone: make it anew',"
          + " lastTransitionTime: x}], halt: {id: 3f9a}}";

  private FakeCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new FakeCluster();
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  private static String metrics(long acknowledged) {
    return "pgwalstreams_acknowledged_events_total{walstream=\"shop/shop\"} "
        + acknowledged
        + ".0\n";
  }

  private static String sample() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("basedir", "."), "..")
            .resolve("operator/src/test/resources/worker/in-flight.json"));
  }

  private void workerAnswers() throws IOException {
    cluster.worker("shop");
    cluster.answer("shop-worker-0:8080/proxy/status", FakeCluster.text(sample()));
    cluster.answer(
        "shop-worker-0:8080/proxy/metrics",
        FakeCluster.text(metrics(1000)),
        FakeCluster.text(metrics(900_000)));
  }

  @Test
  void asksWorkersThroughTheApiServersProxy() throws IOException {
    cluster.walStream("shop", "{}", STREAMING);
    workerAnswers();

    FakeCluster.Ran ran = cluster.run("status");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines().toList().get(1))
        .matches("shop   True    Streaming   [0-9,]{5,} +3 +0 +0 +worker");
    assertThat(ran.status()).isZero();
  }

  @Test
  void fallsBackToTheStatusAndSaysWhy() {
    cluster.walStream("shop", "{}", STREAMING);
    cluster.worker("shop");
    cluster.answer("/proxy/", FakeCluster.refusal(403));
    cluster.answer("/portforward", FakeCluster.refusal(403));

    FakeCluster.Ran ran = cluster.run("status");

    assertThat(ran.out())
        .contains("64Mi   1.3Gi      status")
        .contains("you may not use pods/proxy in namespace shop, nor pods/portforward");
    assertThat(ran.status()).isZero();
  }

  @Test
  void oneThatIsNotReadyIsToldWithItsExitAndEndsWithOne() {
    cluster.walStream("shop", "{}", STREAMING);
    cluster.walStream("audit", "{}", LOST);

    FakeCluster.Ran ran = cluster.run("status", "audit");

    assertThat(ran.out())
        .contains("SlotLost: it is gone: make it anew")
        .contains("pgwalstreams.io/accept=3f9a")
        .doesNotContain("Streaming");
    assertThat(ran.status()).isEqualTo(1);
  }

  @Test
  void offersTheNearestNames() {
    cluster.walStream("shop", "{}", STREAMING);

    FakeCluster.Ran ran = cluster.run("status", "shpo");

    assertThat(ran.err())
        .contains("there is no WalStream 'shpo' in namespace shop")
        .contains("did you mean shop?");
    assertThat(ran.status()).isEqualTo(3);
  }

  @Test
  void aClusterWithoutTheOperatorIsToldSo() {
    cluster.answer("/walstreams", FakeCluster.refusal(404));
    FakeCluster.Ran ran = cluster.run("status");
    assertThat(ran.err()).contains("the CRD is not there").contains("context test");
    assertThat(ran.status()).isEqualTo(3);
  }

  @Test
  void aRightThatIsMissingIsNamed() {
    cluster.answer("/walstreams", FakeCluster.refusal(403));
    assertThat(cluster.run("status", "-A").err())
        .contains("you may not list walstreams.pgwalstreams.io in all namespaces")
        .contains("kubectl auth can-i list walstreams.pgwalstreams.io -A");
  }

  @Test
  void aContextThatIsNotThereIsNotReplacedByAnother() {
    assertThat(cluster.run("status", "--context=tset").err())
        .contains("no context 'tset'")
        .contains("did you mean test?");
  }

  @Test
  void nothingIsNoError() {
    FakeCluster.Ran ran = cluster.run("status");
    assertThat(ran.out()).isEqualTo("No resources found in shop namespace.\n");
    assertThat(ran.status()).isZero();
  }

  @Test
  void lagEndsWithOneWhereItIsTooMuchOrNotKnown() throws IOException {
    cluster.walStream("shop", "{}", STREAMING);
    workerAnswers();

    FakeCluster.Ran ran = cluster.run("lag", "--max", "1Ki");
    assertThat(ran.out()).contains("NAME   BYTES   LAG   SECONDS   FROM").contains("worker");
    assertThat(ran.status()).isZero();
    assertThat(cluster.run("lag", "--max", "4").status()).isEqualTo(1);

    cluster.walStream("fresh", "{}", "{}");
    assertThat(cluster.run("lag", "--max", "1Gi").status()).isEqualTo(1);
    assertThat(cluster.run("lag", "--max", "lots").status()).isEqualTo(2);
  }
}
