package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ApiMessagesTest {
  private static byte[] answer(int bodyLength) {
    var answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("message")
        .put("subject", "db.public.t.insert")
        .put("seq", 7)
        .put("hdrs", "NATS/1.0\r\nPgws-Position: 1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
        .put("data", new byte[bodyLength]);
    return answer.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void readsAMessageLargerThanJacksonsOwnLimit() {
    int length = 16 << 20;
    var message = ApiMessages.message(ApiMessages.read(answer(length)));
    assertThat(message.sequence()).isEqualTo(7);
    assertThat(message.header("Pgws-Position")).isEqualTo("1");
    assertThat(message.body()).hasSize(length);
  }

  @Test
  void readsHeadersWithoutTheBody() {
    var message = ApiMessages.message(ApiMessages.readWithoutBody(answer(1 << 20)));
    assertThat(message.sequence()).isEqualTo(7);
    assertThat(message.subject()).isEqualTo("db.public.t.insert");
    assertThat(message.header("Pgws-Position")).isEqualTo("1");
    assertThat(message.body()).isEmpty();
  }

  @Test
  void readsAnErrorWhereAMessageWasAskedFor() {
    byte[] error =
        "{\"error\":{\"code\":404,\"err_code\":10037}}".getBytes(StandardCharsets.US_ASCII);
    assertThat(ApiErrors.code(ApiMessages.readWithoutBody(error))).isEqualTo(10037);
  }

  @Test
  void whatIsNoJsonIsNoAnswerOfJetStream() {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> ApiMessages.readWithoutBody(new byte[0]))
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.StreamUnavailable));
  }
}
