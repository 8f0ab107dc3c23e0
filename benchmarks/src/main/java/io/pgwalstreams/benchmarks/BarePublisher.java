package io.pgwalstreams.benchmarks;

import io.pgwalstreams.worker.jetstream.HeaderBytes;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Whole;
import io.pgwalstreams.worker.resume.Epoch;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** Publishes chained messages, and does nothing else. One thread. */
final class BarePublisher {
  private static final int MOST_HEADER_BYTES = 512;
  private static final String OWN_HEADERS = "x".repeat(100);

  private static final byte[] EXPECTED_SEQUENCE = HeaderBytes.nameOf("Nats-Expected-Last-Sequence");
  private static final byte[] EXPECTED_STREAM = HeaderBytes.nameOf("Nats-Expected-Stream");
  private static final byte[] CHAIN = HeaderBytes.nameOf("Pgws-Chain");

  private final HeaderBytes headers = new HeaderBytes();
  private final String stream;
  private final String subject;
  private final int bodyBytes;
  private final byte[] message;

  BarePublisher(String stream, int bodyBytes) {
    this.stream = stream;
    this.subject = stream + ".public.t.insert";
    this.bodyBytes = bodyBytes;
    this.message = new byte[MOST_HEADER_BYTES + bodyBytes];
  }

  /** As fast as it goes; events a second. */
  double perSecond(JetStreamClient client, long events) {
    long from = System.nanoTime();
    Thread thread = Thread.currentThread();
    client.onAnswer(() -> LockSupport.unpark(thread));
    long sent = 0;
    long stored = 0;
    while (stored < events) {
      boolean worked = false;
      for (int i = 0;
          i < 256 && sent < events && sent - stored < Epoch.WINDOW && client.hasRoom();
          i++) {
        sent++;
        client.publishChained(message(sent), 1, sent);
        worked = true;
      }
      client.flush((sent - stored) * message.length);
      int answered = answers(client);
      stored += answered;
      worked |= answered > 0;
      if (!worked) {
        LockSupport.parkNanos(100_000);
      }
    }
    return events * 1e9 / (System.nanoTime() - from);
  }

  /** Publishes each of them when its time has come. */
  void at(JetStreamClient client, Passages passages) {
    passages.pace(
        id -> {
          answers(client);
          OutgoingMessage next = message(id);
          byte[] body = ("\"data\":{\"id\":" + id + "}").getBytes(StandardCharsets.US_ASCII);
          System.arraycopy(body, 0, next.bytes(), next.headerLength(), body.length);
          passages.left(id);
          client.publishChained(next, 1, id);
          client.flush(message.length);
        });
  }

  /** Takes what has come; how many. */
  private static int answers(JetStreamClient client) {
    int stored = 0;
    for (PublishAnswer a = client.poll(); a != null; a = client.poll()) {
      stored +=
          switch (a) {
            case PublishAnswer.StoredRun(long first, Token last) ->
                (int) (last.sequence() - first + 1);
            case PublishAnswer.Stored _ -> 1;
            case PublishAnswer.Refused _ -> throw new IllegalStateException(a.toString());
          };
    }
    return stored;
  }

  private OutgoingMessage message(long sequence) {
    headers.begin();
    headers.name(EXPECTED_SEQUENCE).number(sequence - 1);
    headers.endOfLine();
    headers.name(EXPECTED_STREAM).text(stream);
    headers.endOfLine();
    headers.name(CHAIN).text(OWN_HEADERS);
    headers.endOfLine();
    headers.end();
    System.arraycopy(headers.array(), 0, message, 0, headers.length());
    return new Whole(subject, message, 0, headers.length(), bodyBytes);
  }
}
