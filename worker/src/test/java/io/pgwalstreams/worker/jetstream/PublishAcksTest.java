package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PublishAcksTest {
  private static final Token TOKEN = new Token(3, 14);

  private static PublishAnswer read(String json) {
    byte[] bytes = ("before" + json + "behind").getBytes(StandardCharsets.UTF_8);
    return PublishAcks.read(TOKEN, 0, bytes, "before".length(), bytes.length - "behind".length());
  }

  @Test
  void readsWhatIsStored() {
    assertThat(read("{\"stream\":\"db\",\"seq\":14}"))
        .isEqualTo(new PublishAnswer.Stored(TOKEN, 14, false));
    assertThat(read("{\"stream\":\"db\", \"domain\":\"hub\", \"seq\": 9223372036854775807}"))
        .isEqualTo(new PublishAnswer.Stored(TOKEN, Long.MAX_VALUE, false));
  }

  @Test
  void aDuplicateIsSaidToBeOneEvenWithoutASequence() {
    assertThat(read("{\"stream\":\"db\",\"seq\":2,\"duplicate\": true}"))
        .isEqualTo(new PublishAnswer.Stored(TOKEN, 2, true));
    assertThat(read("{\"stream\":\"db\",\"seq\":0,\"duplicate\":true}"))
        .isEqualTo(new PublishAnswer.Stored(TOKEN, 0, true));
  }

  @Test
  void aStreamNamedAfterTheWordsIsNoTrap() {
    assertThat(read("{\"stream\":\"error\",\"seq\":14}"))
        .isEqualTo(new PublishAnswer.Stored(TOKEN, 14, false));
    assertThat(read("{\"stream\":\"duplicate\",\"seq\":14}"))
        .isEqualTo(new PublishAnswer.Stored(TOKEN, 14, false));
  }

  @Test
  void readsRefusals() {
    assertThat(
            read(
                "{\"error\":{\"code\":400,\"err_code\":10071,\"description\":\"wrong last"
                    + " sequence: 6\"},\"stream\":\"db\",\"seq\":0}"))
        .isEqualTo(new PublishAnswer.Refused(TOKEN, 10071, "wrong last sequence: 6"));
    assertThat(PublishAcks.read(TOKEN, 503, new byte[0], 0, 0))
        .isEqualTo(new PublishAnswer.Refused(TOKEN, 503, "nobody listens on the subject"));
  }

  @Test
  void anAnswerWithoutASequenceIsNoAcknowledgement() {
    assertThat(read("{\"stream\":\"db\"}")).isEqualTo(new PublishAnswer.Stored(TOKEN, 0, false));
    assertThatThrownBy(() -> read("PONG")).isInstanceOf(FailureException.class);
  }

  @Test
  void readsTheStatusOfAHeaderBlock() {
    byte[] block = "??NATS/1.0 503\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(PublishAcks.status(block, 2, block.length)).isEqualTo(503);
    byte[] none = "NATS/1.0\r\nA: 1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(PublishAcks.status(none, 0, none.length)).isZero();
  }
}
