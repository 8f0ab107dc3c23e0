package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.LocalPortForward;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads streams as any consumer does, through a port that is forwarded to the pod. */
final class StreamReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LocalPortForward forward;
  private final Connection connection;

  private StreamReader(LocalPortForward forward, Connection connection) {
    this.forward = forward;
    this.connection = connection;
  }

  static StreamReader open(Cluster cluster, String pod) {
    LocalPortForward forward =
        cluster.client().pods().inNamespace(cluster.namespace()).withName(pod).portForward(4222);
    try {
      var options =
          Options.builder()
              .server("nats://127.0.0.1:" + forward.getLocalPort())
              .ignoreDiscoveredServers()
              .connectionTimeout(PATIENCE)
              // without a listener of ours jnats writes to the terminal
              .errorListener(new ErrorListener() {})
              .build();
      return new StreamReader(forward, Nats.connect(options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void create(String stream, String... subjects) {
    try {
      var unused = connection.jetStreamManagement().addStream(configuration(stream, subjects));
    } catch (IOException | JetStreamApiException e) {
      throw new IllegalStateException(stream, e);
    }
  }

  void update(String stream, String... subjects) {
    try {
      var unused = connection.jetStreamManagement().updateStream(configuration(stream, subjects));
    } catch (IOException | JetStreamApiException e) {
      throw new IllegalStateException(stream, e);
    }
  }

  private static StreamConfiguration configuration(String stream, String... subjects) {
    return StreamConfiguration.builder().name(stream).subjects(subjects).build();
  }

  /** Everything that the stream holds now, from its first message to its last. */
  List<Event> everything(String stream) {
    try {
      var events = new ArrayList<Event>();
      long count = count(stream);
      JetStreamSubscription whole =
          connection
              .jetStream()
              .subscribe(">", PushSubscribeOptions.builder().stream(stream).ordered(true).build());
      while (events.size() < count) {
        Message message = whole.nextMessage(PATIENCE);
        assertThat(message)
            .as("message %d of %d in %s", events.size() + 1, count, stream)
            .isNotNull();
        events.add(Event.of(message));
      }
      whole.unsubscribe();
      return events;
    } catch (IOException | JetStreamApiException e) {
      throw new IllegalStateException(stream, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How many messages the stream holds now. */
  long count(String stream) {
    try {
      return connection.jetStreamManagement().getStreamInfo(stream).getStreamState().getMsgCount();
    } catch (IOException | JetStreamApiException e) {
      throw new IllegalStateException(stream, e);
    }
  }

  /** Waits until the stream has that many messages, then reads them; there must not be more. */
  List<Event> exactly(String stream, int count) {
    await(stream)
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> count(stream) >= count);
    List<Event> events = everything(stream);
    assertThat(events).as("events in " + stream).hasSize(count);
    assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
    return events;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stop();
    }
  }

  private void stop() {
    try {
      forward.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
