package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer.Refused;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer.Stored;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer.StoredRun;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import org.junit.jupiter.api.Test;

class AnswerListTest {
  private final AnswerList list = new AnswerList();

  @Test
  void thoseThatFollowFromEachOtherAreOne() {
    list.stored(2, 7);
    list.stored(2, 8);
    list.stored(2, 9);
    assertThat(list.take()).containsExactly(new StoredRun(7, new Token(2, 9)));
    assertThat(list.isEmpty()).isTrue();
  }

  @Test
  void aGapOrAnotherAttemptOrAnyOtherAnswerBeginsAnew() {
    list.stored(2, 7);
    list.stored(2, 9);
    list.stored(2, 10);
    list.stored(3, 11);
    var refused = new Refused(new Token(3, 12), 10071, "wrong last sequence");
    list.add(refused);
    list.stored(3, 13);
    assertThat(list.take())
        .containsExactly(
            new Stored(new Token(2, 7), 7, false),
            new StoredRun(9, new Token(2, 10)),
            new Stored(new Token(3, 11), 11, false),
            refused,
            new Stored(new Token(3, 13), 13, false));
  }
}
