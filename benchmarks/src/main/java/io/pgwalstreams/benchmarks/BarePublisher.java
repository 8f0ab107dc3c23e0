package io.pgwalstreams.benchmarks;

import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import io.pgwalstreams.worker.resume.Epoch;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Publishes chained messages of the usual size as fast as JetStream acknowledges them. */
final class BarePublisher {
  private static final byte[] BODY = new byte[250];
  private static final String OWN_HEADERS = "x".repeat(100);

  private BarePublisher() {}

  static Line measure(JetStreamClient client, String subject, String stream, long events) {
    long cpu = BareReader.ownCpu();
    long from = System.nanoTime();
    Thread thread = Thread.currentThread();
    client.onAnswer(() -> LockSupport.unpark(thread));
    long sent = 0;
    long stored = 0;
    while (stored < events) {
      boolean worked = false;
      for (int i = 0; i < 256 && sent < events && sent - stored < Epoch.WINDOW; i++) {
        sent++;
        client.publish(message(subject, stream, sent), new Token(1, sent));
        worked = true;
      }
      client.flush();
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
        0);
  }

  private static OutgoingMessage message(String subject, String stream, long sequence) {
    return new OutgoingMessage(
        subject,
        List.of(
            new Header("Nats-Expected-Last-Sequence", Long.toString(sequence - 1)),
            new Header("Nats-Expected-Stream", stream),
            new Header("Pgws-Chain", OWN_HEADERS)),
        BODY);
  }
}
