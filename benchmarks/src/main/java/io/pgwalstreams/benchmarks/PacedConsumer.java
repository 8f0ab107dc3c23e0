package io.pgwalstreams.benchmarks;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.PushSubscribeOptions;
import io.pgwalstreams.testkit.NatsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An ordered consumer that notes when each event came. */
final class PacedConsumer implements AutoCloseable {
  private static final byte[] ID = "\"data\":{\"id\":".getBytes(StandardCharsets.US_ASCII);

  private final Listening listening;

  private PacedConsumer(Listening listening) {
    this.listening = listening;
  }

  static PacedConsumer start(NatsServer nats, String stream, Passages passages)
      throws IOException, InterruptedException, JetStreamApiException {
    Listening listening = Listening.to(nats);
    Connection connection = listening.connection();
    connection
        .jetStream()
        .subscribe(
            stream + ".>",
            connection.createDispatcher(),
            m -> passages.arrived(id(m.getData())),
            false,
            PushSubscribeOptions.builder().ordered(true).build());
    return new PacedConsumer(listening);
  }

  /** The row's number, 0 for none: a parser would be what is measured. */
  private static int id(byte[] body) {
    for (int at = 0; at + ID.length < body.length; at++) {
      int same = 0;
      while (same < ID.length && body[at + same] == ID[same]) {
        same++;
      }
      if (same == ID.length) {
        return number(body, at + same);
      }
    }
    return 0;
  }

  /** The digits from there on. */
  static int number(byte[] text, int from) {
    int number = 0;
    for (int i = from; i < text.length && text[i] >= '0' && text[i] <= '9'; i++) {
      number = number * 10 + text[i] - '0';
    }
    return number;
  }

  @Override
  public void close() {
    listening.close();
  }
}
