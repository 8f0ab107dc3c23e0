package io.pgwalstreams.worker.faults;

import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.JetStreamStatusCheckedException;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.OrderedConsumerContext;
import io.nats.client.PurgeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The test's own hand on a stream: reads it, and does to it what an operator or an accident does.
 * Each call uses a connection of its own, because the server comes and goes. Thread-safe.
 */
final class StreamTap {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<NatsServer> servers;
  private final String stream;
  private final Duration answer;

  StreamTap(NatsServer server, String stream) {
    this(List.of(server), stream, PATIENCE);
  }

  /**
   * A stream of several servers, any of which may be away; nobody answers what was asked while
   * there is no leader, so it is waited for {@code answer} only.
   */
  StreamTap(List<NatsServer> servers, String stream, Duration answer) {
    this.servers = List.copyOf(servers);
    this.stream = stream;
    this.answer = answer;
  }

  /** What a call does with the server. */
  private interface Work<T> {
    T with(Connection connection, JetStreamManagement management)
        throws IOException, JetStreamApiException, InterruptedException, TimeoutException;
  }

  private <T> T call(Work<T> work) {
    var options =
        Options.builder()
            .servers(servers.stream().map(NatsServer::url).toArray(String[]::new))
            .noReconnect()
            .connectionTimeout(PATIENCE)
            .build();
    try {
      Connection c = Nats.connect(options);
      try {
        return work.with(
            c, c.jetStreamManagement(JetStreamOptions.builder().requestTimeout(answer).build()));
      } finally {
        c.close();
      }
    } catch (IOException | JetStreamApiException | TimeoutException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void create(StreamConfiguration.Builder configuration) {
    var named = configuration.name(stream).build();
    call((c, m) -> m.addStream(named));
  }

  void update(Consumer<StreamConfiguration.Builder> change) {
    call(
        (c, m) -> {
          var builder = StreamConfiguration.builder(m.getStreamInfo(stream).getConfiguration());
          change.accept(builder);
          return m.updateStream(builder.build());
        });
  }

  void delete() {
    call((c, m) -> m.deleteStream(stream));
  }

  void deleteMessage(long sequence) {
    call((c, m) -> m.deleteMessage(stream, sequence));
  }

  void purge() {
    call((c, m) -> m.purgeStream(stream));
  }

  /** Removes everything before {@code sequence}, which may be beyond the stream's end. */
  void purgeBefore(long sequence) {
    call((c, m) -> m.purgeStream(stream, PurgeOptions.builder().sequence(sequence).build()));
  }

  /** What {@code nats pub} does. */
  void publish(String subject, String body) {
    call(
        (c, m) -> {
          c.publish(subject, body.getBytes(StandardCharsets.UTF_8));
          c.flush(PATIENCE);
          return subject;
        });
  }

  /** What {@code nats kv del} and, with a roll-up, {@code nats kv purge} do. */
  void deleteKey(String subject, boolean purge) {
    var headers = new Headers().put("KV-Operation", purge ? "PURGE" : "DEL");
    if (purge) {
      headers.put("Nats-Rollup", "sub");
    }
    call((c, m) -> c.jetStream().publish(subject, headers, new byte[0]));
  }

  /** The last sequence; empty while nobody can tell. */
  OptionalLong last() {
    try {
      return OptionalLong.of(info().getStreamState().getLastSequence());
    } catch (IllegalStateException e) {
      return OptionalLong.empty();
    }
  }

  /** How many of the events that are committed by now the stream does not hold yet. */
  long missingOf(LongSupplier committed) {
    return call(
        (c, m) -> {
          long stored = m.getStreamInfo(stream).getStreamState().getLastSequence();
          return Math.max(0, committed.getAsLong() - stored);
        });
  }

  StreamInfo info() {
    return call((c, m) -> m.getStreamInfo(stream));
  }

  /** Hands every message from {@code first} to the stream's present end over, in order. */
  long read(long first, Consumer<StoredMessage> reader) {
    return call(
        (c, m) -> {
          long last = m.getStreamInfo(stream).getStreamState().getLastSequence();
          if (last < first) {
            return last;
          }
          OrderedConsumerContext consumer =
              c.getStreamContext(stream)
                  .createOrderedConsumer(
                      new OrderedConsumerConfiguration()
                          .deliverPolicy(DeliverPolicy.ByStartSequence)
                          .startSequence(first));
          long at = first - 1;
          while (at < last) {
            at = readSome(consumer, last, at, reader);
          }
          return last;
        });
  }

  private static long readSome(
      OrderedConsumerContext consumer, long last, long before, Consumer<StoredMessage> reader)
      throws IOException, JetStreamApiException, InterruptedException {
    int some = (int) Math.min(last - before, 5_000);
    var options = FetchConsumeOptions.builder().maxMessages(some).expiresIn(5_000).build();
    long at = before;
    FetchConsumer batch = consumer.fetch(options);
    try {
      for (Message m = batch.nextMessage(); m != null; m = batch.nextMessage()) {
        at = m.metaData().streamSequence();
        reader.accept(stored(m));
      }
    } catch (JetStreamStatusCheckedException e) {
      throw new IllegalStateException(e);
    } finally {
      batch.stop();
    }
    return at == before ? last : at; // Nothing comes: what is left was deleted.
  }

  /**
   * Takes messages out of a WorkQueue stream until it is empty. A message whose acknowledgement was
   * lost in a kill comes again.
   */
  void consume(Consumer<StoredMessage> reader) {
    call(
        (c, m) -> {
          m.addOrUpdateConsumer(
              stream,
              ConsumerConfiguration.builder()
                  .durable("reader")
                  .ackPolicy(AckPolicy.Explicit)
                  .ackWait(Duration.ofSeconds(2))
                  .maxAckPending(-1)
                  .build());
          var consumer = c.getConsumerContext(stream, "reader");
          while (m.getStreamInfo(stream).getStreamState().getMsgCount() > 0) {
            Message message = next(consumer);
            if (message != null) {
              message.ackSync(PATIENCE);
              reader.accept(stored(message));
            }
          }
          return stream;
        });
  }

  private static @Nullable Message next(ConsumerContext consumer)
      throws IOException, InterruptedException, JetStreamApiException {
    try {
      return consumer.next(Duration.ofSeconds(3));
    } catch (JetStreamStatusCheckedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StoredMessage stored(Message message) {
    var headers = new ArrayList<Header>();
    Headers found = message.getHeaders();
    if (found != null) {
      found.forEach((name, values) -> headers.add(new Header(name, values.getFirst())));
    }
    return new StoredMessage(
        message.metaData().streamSequence(),
        message.getSubject(),
        List.copyOf(headers),
        message.getData());
  }
}
