package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishFramesTest {
  private final PublishFrames frames = new PublishFrames("_INBOX.x1.a.");

  private static OutgoingMessage message(String subject, String header, String body) {
    return OutgoingMessage.of(
        subject, List.of(new Header("Name", header)), body.getBytes(StandardCharsets.UTF_8));
  }

  private String written() {
    return new String(frames.array(), 0, frames.length(), StandardCharsets.UTF_8);
  }

  @Test
  void aMessageIsOneHpub() {
    frames.add(message("db.public.users.insert", "value", "{}"), 3, 14);
    assertThat(written().lines())
        .containsExactly(
            "HPUB db.public.users.insert _INBOX.x1.a.3.14 24 26",
            "NATS/1.0",
            "Name:value",
            "",
            "{}");
    assertThat(written()).endsWith("{}\r\n").doesNotContainPattern("[^\r]\n");
  }

  @Test
  void chainedMessagesOfAnAttemptHaveOneReplySubject() {
    frames.add(message("db.t", "1", "{}"), 3, PublishFrames.CHAINED);
    frames.add(message("db.t", "2", "{}"), 3, PublishFrames.CHAINED);
    assertThat(written().lines().filter(line -> line.startsWith("HPUB")))
        .containsExactly("HPUB db.t _INBOX.x1.a.3 20 22", "HPUB db.t _INBOX.x1.a.3 20 22");
  }

  @Test
  void theSizesCountBytesAndNotCharacters() {
    frames.add(message("db.żółw", "ö", "€"), 0, 10);
    assertThat(written())
        .isEqualTo("HPUB db.żółw _INBOX.x1.a.0.10 21 24\r\nNATS/1.0\r\nName:ö\r\n\r\n€\r\n");
  }

  @Test
  void messagesStandBehindEachOtherWhateverTheirSize() {
    String large = "x".repeat(300_000);
    frames.add(message("a", large, large), 1, 999);
    frames.add(message("b", "", ""), 1, Long.MAX_VALUE);
    assertThat(written())
        .isEqualTo(
            "HPUB a _INBOX.x1.a.1.999 300019 600019\r\nNATS/1.0\r\nName:"
                + large
                + "\r\n\r\n"
                + large
                + "\r\nHPUB b _INBOX.x1.a.1.9223372036854775807 19 19\r\n"
                + "NATS/1.0\r\nName:\r\n\r\n\r\n");
    frames.clear();
    assertThat(frames.length()).isZero();
    assertThat(frames.array().length).isLessThan(300_000);
  }
}
