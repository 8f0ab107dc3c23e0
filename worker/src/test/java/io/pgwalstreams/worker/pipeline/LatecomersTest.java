package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatecomersTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LATER = Latecomers.LATEST.toNanos();

  private final Latecomers latecomers = new Latecomers();

  private boolean possibleAfter(long revision, int connections, long last, long now) {
    latecomers.found(revision, connections, last, now);
    return latecomers.possible(now);
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(latecomers.possible(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void nothingComesAnyMoreWhereForLongNobodyElseWasSeen() {
    assertThat(possibleAfter(7, 1, 100, SECOND)).isTrue();
    assertThat(latecomers.possible(SECOND + LATER - 1)).isTrue();
    assertThat(latecomers.possible(SECOND + LATER)).isFalse();
    assertThat(possibleAfter(7, 1, 100, SECOND + LATER)).isFalse();
  }

  @Test
  void theTimeIsMeasuredOnAClockThatMayBeNegative() {
    assertThat(possibleAfter(7, 1, 100, Long.MIN_VALUE + 1)).isTrue();
    assertThat(latecomers.possible(Long.MIN_VALUE + 1 + LATER)).isFalse();
  }

  @Test
  void whatThisWorkerItselfHasWrittenIsNobodyElses() {
    possibleAfter(7, 1, 100, 0);
    latecomers.wrote(9, 1, 200, 0);
    assertThat(possibleAfter(9, 1, 200, LATER)).isFalse();
  }

  @Test
  void aCheckpointOfAnothersBeginsTheTimeAnew() {
    possibleAfter(7, 1, 100, 0);
    latecomers.wrote(9, 1, 200, 0);
    assertThat(possibleAfter(10, 1, 200, LATER)).isTrue();
    assertThat(latecomers.possible(2 * LATER)).isFalse();
  }

  @Test
  void anothersReadingFromTheSlotBeginsTheTimeAnew() {
    possibleAfter(7, 1, 100, 0);
    latecomers.another();
    assertThat(latecomers.possible(LATER)).isTrue();
    assertThat(possibleAfter(7, 1, 100, LATER)).isTrue();
  }

  @Test
  void anotherConnectionBeginsTheTimeAnew() {
    possibleAfter(7, 1, 100, 0);
    assertThat(possibleAfter(7, 2, 100, LATER)).isTrue();
  }

  @Test
  void aConnectionThatWasMadeAgainInASessionDoesNotWhereAllThatWasSentHasCome() {
    possibleAfter(7, 1, 100, 0);
    latecomers.wrote(9, 2, 200, 0);
    assertThat(possibleAfter(9, 2, 200, LATER)).isFalse();
    assertThat(possibleAfter(9, 3, 200, LATER)).as("and once more").isTrue();
  }

  @Test
  void itsOwnMessagesThatTheStreamDoesNotHoldYetMayComeLate() {
    possibleAfter(7, 1, 100, 0);
    latecomers.wrote(9, 1, 200, 0);
    assertThat(possibleAfter(9, 1, 199, LATER)).isTrue();
    assertThat(possibleAfter(9, 1, 199, 2 * LATER)).as("they did not").isFalse();
  }

  @Test
  void whatItHadNotSentYetCannotComeUnlessItWasSentOnAnotherConnectionBefore() {
    possibleAfter(7, 1, 100, 0);
    latecomers.wrote(9, 1, 200, 10);
    assertThat(possibleAfter(9, 1, 190, LATER)).isFalse();
    latecomers.wrote(9, 2, 200, 10);
    assertThat(possibleAfter(9, 2, 190, LATER)).isTrue();
  }

  @Test
  void aMessageThatNobodyHereSentIsASignOfMore() {
    possibleAfter(7, 1, 100, 0);
    assertThat(possibleAfter(7, 1, 101, LATER)).isTrue();
  }
}
