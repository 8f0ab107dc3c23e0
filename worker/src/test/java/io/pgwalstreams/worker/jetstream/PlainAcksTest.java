package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainAcksTest {
  private static final List<String> FORMS =
      List.of(
          "{\"stream\":\"db\",\"seq\":%d}",
          "{\"stream\":\"db\",\"seq\":%d }",
          "{\"stream\":\"db2\",\"seq\":%d}",
          "{\"stream\":\"db\", \"domain\":\"hub\", \"seq\":%d}",
          "{\"stream\":\"db\",\"seq\":%d,\"domain\":\"hub\"}",
          "{\"stream\":\"db\",\"seq\":%d,\"duplicate\": true}",
          "{\"error\":{\"code\":400,\"err_code\":10071},\"stream\":\"db\",\"seq\":%d}",
          "{\"stream\":\"db\",\"seq\":}%d",
          "{\"stream\":\"db\",\"seq\":",
          "{\"stream\":\"db\"}%d",
          "%d",
          "");

  /** Whatever came before, if anything, and wherever in an array it stands. */
  @Test
  void saysWhatASearchWouldSay() {
    var random = new Random(3);
    var acks = new PlainAcks();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(5) == 0) {
        acks = new PlainAcks();
      }
      String form = FORMS.get(random.nextInt(random.nextInt(FORMS.size()) + 1));
      String body = form.formatted(random.nextLong() >>> 1 >>> random.nextInt(63));
      byte[] in = ("xx" + body + "3}x").getBytes(StandardCharsets.UTF_8);
      int to = in.length - 3;
      assertThat(acks.sequence(in, 2, to)).as(body).isEqualTo(PublishAcks.plainSequence(in, 2, to));
    }
  }
}
