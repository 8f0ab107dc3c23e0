package io.pgwalstreams.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The stream, as any consumer sees it. A thread of its own gives each event to {@code listener};
 * the methods may be called by others.
 */
final class Tail implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Connection connection;
  private final String stream;
  private final JetStreamSubscription subscription;
  private final Consumer<Event> listener;
  private final ObjectMapper json =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private final Thread reader = Thread.ofPlatform().name("tail").daemon().unstarted(this::read);
  private volatile boolean ended;

  Tail(String url, String stream, Consumer<Event> listener)
      throws IOException, InterruptedException, JetStreamApiException {
    this.listener = listener;
    this.stream = stream;
    // without a listener of ours jnats writes to the terminal
    this.connection =
        Nats.connect(Options.builder().server(url).errorListener(new ErrorListener() {}).build());
    this.subscription = subscribe();
    reader.start();
  }

  private JetStreamSubscription subscribe() throws IOException, JetStreamApiException {
    return connection
        .jetStream()
        .subscribe(">", PushSubscribeOptions.builder().stream(stream).ordered(true).build());
  }

  private void read() {
    try {
      while (!ended) {
        Message message = subscription.nextMessage(Duration.ofMillis(200));
        if (message != null) {
          listener.accept(event(message));
        }
      }
    } catch (IllegalStateException e) {
      if (!ended) {
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is not the worker's becomes an event that nobody has written. */
  private Event event(Message message) throws IOException {
    String transaction = message.hasHeaders() ? message.getHeaders().getFirst("Pgws-Xid") : null;
    return Event.of(
        message.metaData().streamSequence(),
        message.getSubject(),
        transaction == null ? 0 : Long.parseLong(transaction),
        transaction == null ? MissingNode.getInstance() : json.readTree(message.getData()));
  }

  /** The sequence of the stream's last message; 0 when it is empty. */
  long lastSequence() throws IOException, JetStreamApiException {
    return connection
        .jetStreamManagement()
        .getStreamInfo(stream)
        .getStreamState()
        .getLastSequence();
  }

  /** Reads the stream once more, from its first message to the one that is the last now. */
  List<Event> everything() throws IOException, JetStreamApiException, InterruptedException {
    long last = lastSequence();
    var events = new ArrayList<Event>();
    JetStreamSubscription whole = subscribe();
    while (events.isEmpty() ? last > 0 : events.getLast().sequence() < last) {
      Message message = whole.nextMessage(PATIENCE);
      if (message == null) {
        throw new IllegalStateException("the stream gave nothing for " + PATIENCE);
      }
      events.add(event(message));
    }
    whole.unsubscribe();
    return events;
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
