package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
    var message = ApiMessages.message(ApiMessages.read(answer(length)), true);
    assertThat(message.sequence()).isEqualTo(7);
    assertThat(message.header("Pgws-Position")).isEqualTo("1");
    assertThat(message.body()).hasSize(length);
  }
}
