package io.pgwalstreams.plugin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code explain} of a WalStream, against an API server that keeps what it is given. */
class ExplainIT {
  private FakeCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new FakeCluster();
    cluster.walStream(
        "shop",
        "{}",
        """
        {conditions: [
          {type: Ready, status: 'False', reason: SlotLost, message: 'it is gone: make it anew', lastTransitionTime: x},
          {type: DatabaseReady, status: 'True', reason: Reachable, message: '', lastTransitionTime: x}]}\
        """
            .replace("\n", " "));
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  @Test
  void aWalStreamsNameExplainsItsReasons() {
    FakeCluster.Ran ran = cluster.run("explain", "shop", "-n", "shop");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains("WalStream shop/shop: not Ready, SlotLost", "Found: it is gone: make it anew")
        .contains("A person must act")
        .doesNotContain("Reachable");
    assertThat(ran.status()).isZero();
  }

  @Test
  void aWordThatIsNeitherIsToldAsBothWithTheNearestOfEither() {
    FakeCluster.Ran reason = cluster.run("explain", "slotlos");
    assertThat(reason.err())
        .contains("'slotlos' is neither a reason nor a WalStream in namespace shop")
        .contains("did you mean SlotLost");
    assertThat(reason.status()).isEqualTo(3);
    assertThat(cluster.run("explain", "shopp").err()).contains("did you mean shop");
  }

  @Test
  void aReasonThatIsSpelledWrongIsNamedAlsoWhereTheClusterRefuses() {
    cluster.answer("/walstreams", FakeCluster.refusal(403));
    assertThat(cluster.run("explain", "slotlos").err())
        .contains("you may not list walstreams")
        .contains("did you mean SlotLost");
    assertThat(cluster.run("explain", "slotlost").out()).contains("SlotLost (slot)");
  }

  @Test
  void aWordInCapitalsIsNotLookedForInTheCluster() {
    cluster.answer("/walstreams", FakeCluster.refusal(500));
    assertThat(cluster.run("explain", "SlotLots").err())
        .contains("'SlotLots' is no reason")
        .contains("did you mean SlotLost");
  }
}
