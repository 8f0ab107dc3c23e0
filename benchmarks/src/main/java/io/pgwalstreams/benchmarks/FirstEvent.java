package io.pgwalstreams.benchmarks;

import io.nats.client.Subscription;
import io.pgwalstreams.testkit.NatsServer;
import java.io.IOException;
import java.time.Duration;

/** How long it takes until an event comes, for somebody who listens already. */
final class FirstEvent implements AutoCloseable {
  private final Listening listening;
  private final Subscription events;
  private final long from;

  private FirstEvent(Listening listening, Subscription events) {
    this.listening = listening;
    this.events = events;
    this.from = System.nanoTime();
  }

  /** Of the stream of that name; the time begins. */
  static FirstEvent of(NatsServer nats, String stream) throws IOException, InterruptedException {
    Listening listening = Listening.to(nats);
    Subscription events = listening.connection().subscribe(stream + ".>");
    return new FirstEvent(listening, events);
  }

  /** Waits for it; seconds since the beginning. */
  double seconds() throws InterruptedException {
    if (events.nextMessage(Duration.ofSeconds(60)) == null) {
      throw new IllegalStateException("no event came");
    }
    long nanos = System.nanoTime() - from;
    events.unsubscribe();
    return nanos / 1e9;
  }

  @Override
  public void close() {
    listening.close();
  }
}
