package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchingTest {
  private static final long MILLISECOND = 1_000_000;

  private final Batching batching = new Batching(100);

  @Test
  void anEventByItselfWaitsForNothing() {
    assertThat(batching.due(101, 1, false, 0)).isTrue();
  }

  @Test
  void whereNothingWasPublishedNothingIsDue() {
    assertThat(batching.due(100, 0, true, 0)).isFalse();
    assertThat(batching.due(101, 1, false, 0)).isTrue();
    assertThat(batching.due(101, 1, true, 0)).isFalse();
  }

  @Test
  void whileAnAnswerIsOutEventsGoTogetherOnceItHasCome() {
    assertThat(batching.due(101, 1, false, 0)).isTrue();
    assertThat(batching.due(102, 2, false, 10)).isFalse();
    assertThat(batching.due(103, 3, false, 20)).isFalse();
    assertThat(batching.due(103, 2, true, 30)).isTrue();
  }

  @Test
  void manyGoWithoutAnAnswer() {
    assertThat(batching.due(101, 1, false, 0)).isTrue();
    assertThat(batching.due(164, 64, false, 10)).isFalse();
    assertThat(batching.due(165, 65, false, 20)).isTrue();
  }

  @Test
  void noneWaitsForLongWhereAnswersTakeLong() {
    assertThat(batching.due(101, 1, false, 0)).isTrue();
    assertThat(batching.due(102, 2, false, MILLISECOND)).isFalse();
    assertThat(batching.due(103, 3, false, MILLISECOND + 400_000)).isFalse();
    assertThat(batching.due(103, 3, false, MILLISECOND + 500_000)).isTrue();
    assertThat(batching.due(104, 4, false, 2 * MILLISECOND)).as("counts anew").isFalse();
  }
}
