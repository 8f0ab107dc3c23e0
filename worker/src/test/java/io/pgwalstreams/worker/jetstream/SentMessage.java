package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A published message as a server reads it. The bytes are its own. */
public record SentMessage(String subject, List<Header> headers, byte[] body) {

  public static SentMessage of(OutgoingMessage message) {
    int bodyFrom = message.from() + message.headerLength();
    String block =
        new String(message.bytes(), message.from(), message.headerLength(), StandardCharsets.UTF_8);
    if (!block.startsWith("NATS/1.0\r\n") || !block.endsWith("\r\n\r\n")) {
      throw new IllegalArgumentException("not a message's headers: " + block);
    }
    return new SentMessage(
        message.subject(),
        block.lines().skip(1).filter(line -> !line.isEmpty()).map(SentMessage::header).toList(),
        Arrays.copyOfRange(message.bytes(), bodyFrom, bodyFrom + message.bodyLength()));
  }

  private static Header header(String line) {
    int colon = line.indexOf(':');
    return new Header(line.substring(0, colon), line.substring(colon + 1));
  }

  public StoredMessage storedAt(long sequence) {
    return new StoredMessage(sequence, subject, headers, body);
  }
}
