package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;

class HeaderScanTest {
  private static final int MAX_PAYLOAD = 1 << 20;
  private static final int LARGE = 1_400_000;
  private static final int SMALL = 600;

  private record Asked(long sequence, CompletableFuture<HeaderScan.Answer> answer) {}

  private final ArrayDeque<Asked> underWay = new ArrayDeque<>();
  private int mostReads;
  private long mostBytes;

  private CompletableFuture<List<StoredMessage>> scan(long maxPayload, long to) {
    return new HeaderScan(this::ask, maxPayload, 1, to).run();
  }

  private CompletableFuture<HeaderScan.Answer> ask(long sequence) {
    var answer = new CompletableFuture<HeaderScan.Answer>();
    underWay.addLast(new Asked(sequence, answer));
    return answer;
  }

  /** Answers whatever is under way, the oldest first, until nothing is. */
  private void answer(LongToIntFunction size) {
    while (!underWay.isEmpty()) {
      mostReads = Math.max(mostReads, underWay.size());
      mostBytes =
          Math.max(
              mostBytes, underWay.stream().mapToLong(a -> size.applyAsInt(a.sequence())).sum());
      Asked oldest = underWay.removeFirst();
      var message = new StoredMessage(oldest.sequence(), "db.t", List.of(), new byte[0]);
      oldest
          .answer()
          .complete(
              new HeaderScan.Answer(Optional.of(message), size.applyAsInt(oldest.sequence())));
    }
  }

  @Test
  void beginsWithOneRead() {
    assertThat(scan(MAX_PAYLOAD, 100)).isNotDone();
    assertThat(underWay).hasSize(1);
  }

  @Test
  void readsManySmallMessagesAtOnce() {
    var found = scan(MAX_PAYLOAD, 10_000);
    answer(sequence -> SMALL);
    assertThat(mostReads).isGreaterThan(16);
    assertThat(found.join()).hasSize(10_000);
    assertThat(found.join()).extracting(StoredMessage::sequence).isSorted();
  }

  @Test
  void readsLargeMessagesAFewAtATime() {
    var found = scan(MAX_PAYLOAD, 400);
    answer(sequence -> LARGE);
    assertThat(mostBytes).isLessThan(8 << 20);
    assertThat(found.join()).hasSize(400);
  }

  @Test
  void readsMessagesLargerThanTheBoundOneByOne() {
    var found = scan(64 << 20, 20);
    answer(sequence -> 80 << 20);
    assertThat(mostReads).isOne();
    assertThat(found.join()).hasSize(20);
  }

  @Test
  void staysBoundedWhenLargeMessagesFollowSmallOnes() {
    var found = scan(MAX_PAYLOAD, 2_000);
    answer(sequence -> sequence < 1_000 ? SMALL : LARGE);
    assertThat(mostBytes).isLessThan(40 << 20);
    assertThat(found.join()).hasSize(2_000);
  }

  @Test
  void readsManyAtOnceAgainBehindALargeMessage() {
    var found = scan(MAX_PAYLOAD, 400);
    answer(sequence -> sequence == 1 ? LARGE : SMALL);
    assertThat(mostReads).isGreaterThan(16);
    assertThat(found.join()).hasSize(400);
  }

  @Test
  void passesOverMessagesThatAreGone() {
    var found = scan(MAX_PAYLOAD, 2);
    underWay.removeFirst().answer().complete(new HeaderScan.Answer(Optional.empty(), 100));
    answer(sequence -> SMALL);
    assertThat(found.join()).extracting(StoredMessage::sequence).containsExactly(2L);
  }

  @Test
  void failsWithTheFirstReadThatFails() {
    var found = scan(MAX_PAYLOAD, 100);
    underWay.removeFirst().answer().completeExceptionally(new IllegalStateException("gone"));
    assertThatThrownBy(found::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("gone");
    assertThat(underWay).isEmpty();
  }
}
