package io.pgwalstreams.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusViewTest {
  private static final Facts HALTED =
      new Facts(
          new Key("shop", "audit"),
          "False",
          "SlotAdvanced",
          Optional.of("the slot is further on: look for the changes"),
          Optional.of("1.3Gi"),
          Optional.of("20Gi"),
          Optional.of("3f9a0c61b2de"));

  @Test
  void showsWhatWorkersSayAndWhatTheStatusSaysInstead() {
    Look before = Scene.look(0, Scene.said(Scene.ready("shop"), Scene.live("p", 1000, 0, 0)));
    Look now =
        Scene.look(
            2,
            Scene.said(Scene.ready("shop"), Scene.live("p", 25_080, 5 << 20, 1 << 20)),
            new Seen(Scene.ready("orders"), Optional.empty(), Optional.of("no pod runs")),
            new Seen(HALTED, Optional.empty(), Optional.empty()));

    assertThat(String.join("\n", StatusView.lines(before, now, false)))
        .isEqualTo(
            """
            NAME     READY   REASON         EVENTS/S   IN FLIGHT   LAG     RETAINED   FROM
            shop     True    Streaming      12,040     1,204       4Mi     3Mi        worker
            orders   True    Streaming      -          -           64Mi    1.3Gi      status
            audit    False   SlotAdvanced   -          -           1.3Gi   20Gi       status

            orders:
              numbers are the status's: no pod runs

            audit:
              SlotAdvanced: the slot is further on: look for the changes
              to accept this gap, if nothing can be brought back: kubectl annotate walstream audit -n shop --overwrite pgwalstreams.io/accept=3f9a0c61b2de""");
  }

  @Test
  void namesNamespacesWhereThereAreMany() {
    Look now = Scene.look(0, Scene.said(Scene.ready("shop"), Scene.live("p", 0, 0, 0)));
    assertThat(String.join("\n", StatusView.lines(now, now, true)))
        .isEqualTo(
            """
            NAMESPACE   NAME   READY   REASON      EVENTS/S   IN FLIGHT   LAG   RETAINED   FROM
            shop        shop   True    Streaming   -          1,204       0     3Mi        worker""");
  }

  @Test
  void tellsWhatAWorkerWaitsForBeforeReadyFalls() {
    var why = Reason.NatsUnreachable.because("nats refuses the connection", "check the host");
    Look now = Scene.look(0, Scene.said(Scene.ready("shop"), Scene.waiting(why)));
    assertThat(StatusView.lines(now, now, false))
        .contains("  the worker says NatsUnreachable: nats refuses the connection: check the host");
  }

  @Test
  void doesNotSayTheSameTwice() {
    var why = Reason.NatsUnreachable.because("nats refuses", "check the host");
    var facts =
        new Facts(
            Scene.SHOP,
            "False",
            "NatsUnreachable",
            Optional.of("nats refuses: check the host. Meanwhile slot 's' keeps WAL"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Look now = Scene.look(0, Scene.said(facts, Scene.waiting(why)));
    assertThat(StatusView.lines(now, now, false))
        .containsOnlyOnce(
            "  NatsUnreachable: nats refuses: check the host. Meanwhile slot 's' keeps WAL")
        .noneMatch(line -> line.contains("the worker says"));
  }
}
