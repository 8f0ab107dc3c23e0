package io.pgwalstreams.benchmarks;

import io.pgwalstreams.worker.jetstream.HeaderBytes;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import io.pgwalstreams.worker.resume.Epoch;
import java.util.concurrent.locks.LockSupport;

/** Publishes chained messages of the usual size as fast as JetStream acknowledges them. */
final class BarePublisher {
  private static final int BODY_BYTES = 250;
  private static final int MESSAGE_BYTES = 1024;
  private static final String OWN_HEADERS = "x".repeat(100);

  private static final byte[] EXPECTED_SEQUENCE = HeaderBytes.nameOf("Nats-Expected-Last-Sequence");
  private static final byte[] EXPECTED_STREAM = HeaderBytes.nameOf("Nats-Expected-Stream");
  private static final byte[] CHAIN = HeaderBytes.nameOf("Pgws-Chain");

  private final HeaderBytes headers = new HeaderBytes();
  private final byte[] message = new byte[MESSAGE_BYTES];

  private BarePublisher() {}

  static Line measure(JetStreamClient client, String subject, String stream, long events) {
    long cpu = BareReader.ownCpu();
    long from = System.nanoTime();
    Thread thread = Thread.currentThread();
    client.onAnswer(() -> LockSupport.unpark(thread));
    var messages = new BarePublisher();
    long sent = 0;
    long stored = 0;
    while (stored < events) {
      boolean worked = false;
      for (int i = 0;
          i < 256 && sent < events && sent - stored < Epoch.WINDOW && client.hasRoom();
          i++) {
        sent++;
        client.publish(messages.message(subject, stream, sent), new Token(1, sent));
        worked = true;
      }
      client.flush((sent - stored) * MESSAGE_BYTES);
      for (PublishAnswer a = client.poll(); a != null; a = client.poll()) {
        if (!(a instanceof PublishAnswer.Stored)) {
          throw new IllegalStateException(a.toString());
        }
        stored++;
        worked = true;
      }
      if (!worked) {
        LockSupport.parkNanos(100_000);
      }
    }
    return new Line(
        "bare JetStream publisher, chained",
        events,
        System.nanoTime() - from,
        BareReader.ownCpu() - cpu,
        0,
        0);
  }

  private OutgoingMessage message(String subject, String stream, long sequence) {
    headers.begin();
    headers.name(EXPECTED_SEQUENCE).number(sequence - 1);
    headers.endOfLine();
    headers.name(EXPECTED_STREAM).text(stream);
    headers.endOfLine();
    headers.name(CHAIN).text(OWN_HEADERS);
    headers.endOfLine();
    headers.end();
    System.arraycopy(headers.array(), 0, message, 0, headers.length());
    return new OutgoingMessage(subject, message, 0, headers.length(), BODY_BYTES);
  }
}
