package io.pgwalstreams.benchmarks;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.pgwalstreams.testkit.NatsServer;
import java.io.IOException;

/** A connection of somebody who reads events. */
record Listening(Connection connection) implements AutoCloseable {

  static Listening to(NatsServer nats) throws IOException, InterruptedException {
    return new Listening(Nats.connect(nats.url()));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
