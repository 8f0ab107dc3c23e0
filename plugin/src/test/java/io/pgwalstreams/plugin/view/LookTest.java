package io.pgwalstreams.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LookTest {
  private static Look at(long second, String pod, long acknowledged) {
    return Scene.look(
        second, Scene.said(Scene.ready("shop"), Scene.live(pod, acknowledged, 2000, 1000)));
  }

  @Test
  void aRateIsWhatWasCountedBetweenTwoLooks() {
    assertThat(at(4, "p", 300).eventsPerSecond(at(2, "p", 100), Scene.SHOP)).hasValue(100);
  }

  @Test
  void aCounterThatBeganAnewHasNoRate() {
    assertThat(at(4, "p", 50).eventsPerSecond(at(2, "p", 100), Scene.SHOP)).isEmpty();
  }

  @Test
  void anotherPodsCounterIsNotCompared() {
    assertThat(at(4, "q", 300).eventsPerSecond(at(2, "p", 100), Scene.SHOP)).isEmpty();
  }

  @Test
  void nothingHasARateSinceTheSameLook() {
    assertThat(at(4, "p", 300).eventsPerSecond(at(4, "p", 300), Scene.SHOP)).isEmpty();
    assertThat(at(4, "p", 300).eventsPerSecond(Look.nothing(Scene.NOON), Scene.SHOP)).isEmpty();
  }
}
