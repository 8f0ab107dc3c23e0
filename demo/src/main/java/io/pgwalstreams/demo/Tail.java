package io.pgwalstreams.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PushSubscribeOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the stream from its beginning as any consumer would, remembers what it held, and shows as
 * much of it as a person can read. Its own thread reads; {@link #changes} may be called by others.
 */
final class Tail implements AutoCloseable {
  private static final Duration SHOW_EVERY = Duration.ofMillis(250);
  private static final int WIDTH = 118;

  private final Connection connection;
  private final JetStreamSubscription subscription;
  private final PrintStream out;
  private final ObjectMapper json =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private final List<Change> changes = new ArrayList<>();
  private final Thread reader = Thread.ofPlatform().name("tail").daemon().unstarted(this::read);
  private volatile boolean ended;
  private long shownAt;

  Tail(String url, String stream, String subjects, PrintStream out)
      throws IOException, InterruptedException, JetStreamApiException {
    this.out = out;
    this.connection = Nats.connect(url);
    this.subscription =
        connection
            .jetStream()
            .subscribe(
                subjects, PushSubscribeOptions.builder().stream(stream).ordered(true).build());
    reader.start();
  }

  private void read() {
    try {
      while (!ended) {
        Message message = subscription.nextMessage(Duration.ofMillis(200));
        if (message != null) {
          take(message);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void take(Message message) throws IOException {
    JsonNode event = json.readTree(message.getData());
    synchronized (changes) {
      changes.add(Change.of(message.getSubject(), event));
    }
    long now = System.nanoTime();
    if (now - shownAt >= SHOW_EVERY.toNanos()) {
      shownAt = now;
      var line =
          "%7d  %-32s %s"
              .formatted(
                  message.metaData().streamSequence(), message.getSubject(), event.path("data"));
      out.println(line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line);
    }
  }

  /** What the stream held so far, in its order. */
  List<Change> changes() {
    synchronized (changes) {
      return List.copyOf(changes);
    }
  }

  /** True when this change is the newest. */
  boolean endsWith(Change change) {
    synchronized (changes) {
      return !changes.isEmpty() && changes.getLast().equals(change);
    }
  }

  int count() {
    synchronized (changes) {
      return changes.size();
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      reader.join();
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
