package io.pgwalstreams.plugin.tail;

import io.nats.client.Connection;
import io.nats.client.IterableConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.JetStreamStatusCheckedException;
import io.nats.client.Message;
import io.nats.client.StreamContext;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamInfo;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.encode.EventHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads a stream and leaves it as it is. Used by one thread. */
public final class StreamTail {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Who is refused a consumer is told so by silence, and waits that long for another way. */
  private static final Duration REQUEST = Duration.ofSeconds(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final TailConnection connection;
  private final StreamContext stream;
  private final StreamFacts facts;
  private final InstantSource clock;

  private StreamTail(
      TailConnection connection, StreamContext stream, StreamFacts facts, InstantSource clock) {
    this.connection = connection;
    this.stream = stream;
    this.facts = facts;
    this.clock = clock;
  }

  /** FailureException when the stream is not there, or may not be looked at. */
  public static StreamTail of(
      TailConnection connection, String name, String apiPrefix, InstantSource clock) {
    Connection nats = connection.nats();
    try {
      StreamContext stream =
          nats.getStreamContext(
              name, JetStreamOptions.builder().prefix(apiPrefix).requestTimeout(REQUEST).build());
      return new StreamTail(connection, stream, facts(name, stream.getStreamInfo()), clock);
    } catch (JetStreamApiException e) {
      throw new FailureException(
          Reason.StreamMissing.because(
              "stream '" + name + "' cannot be looked at (" + e.getMessage() + ")",
              "see whether the worker has created it: kubectl walstream status"),
          e);
    } catch (IOException e) {
      throw unanswered(connection, name, "looking at", e);
    }
  }

  private static StreamFacts facts(String name, StreamInfo info) {
    RetentionPolicy retention = info.getConfiguration().getRetentionPolicy();
    return new StreamFacts(
        name,
        retention.name(),
        retention == RetentionPolicy.Limits,
        info.getStreamState().getMsgCount(),
        info.getStreamState().getFirstSequence(),
        info.getStreamState().getLastSequence());
  }

  public StreamFacts facts() {
    return facts;
  }

  /**
   * A consumer that is only this program's, and acknowledges nothing; empty when one would have a
   * say in what leaves the stream, or when the user may not make one.
   */
  public Optional<Reading> byConsumer(EventFilter filter, Beginning from) {
    if (!facts.keeps()) {
      return Optional.empty();
    }
    try {
      IterableConsumer consumer =
          stream.createOrderedConsumer(configuration(filter, from)).iterate();
      return Optional.of((follow, take) -> read(consumer, follow, take));
    } catch (JetStreamApiException | IOException e) {
      if (connection.wasDenied()) {
        return Optional.empty();
      }
      throw unanswered(connection, facts.name(), "creating a consumer of", e);
    }
  }

  /** A way of reading. */
  @FunctionalInterface
  public interface Reading {
    /**
     * Gives the messages in their order until {@code take} has enough.
     *
     * @param follow false: only what the stream holds already
     * @param take says whether it wants more
     */
    void read(boolean follow, Predicate<Stored> take) throws InterruptedException;
  }

  private OrderedConsumerConfiguration configuration(EventFilter filter, Beginning from) {
    var c = new OrderedConsumerConfiguration().filterSubjects(filter.subjects());
    return switch (from) {
      case Beginning.New unused -> c.deliverPolicy(DeliverPolicy.New);
      case Beginning.First unused -> c.deliverPolicy(DeliverPolicy.All);
      case Beginning.Ago(Duration time) ->
          c.deliverPolicy(DeliverPolicy.ByStartTime)
              .startTime(clock.instant().minus(time).atZone(ZoneOffset.UTC));
      case Beginning.Sequence(long first) ->
          c.deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(first);
    };
  }

  private void read(IterableConsumer consumer, boolean follow, Predicate<Stored> take)
      throws InterruptedException {
    try (consumer) {
      boolean more = true;
      while (more) {
        Message message = consumer.nextMessage(PATIENCE);
        if (message != null) {
          more = take.test(stored(message)) && (follow || message.metaData().pendingCount() > 0);
        } else {
          more = follow;
        }
      }
    } catch (JetStreamStatusCheckedException e) {
      throw unanswered(connection, facts.name(), "reading", e);
    } catch (Exception e) {
      switch (e) {
        case InterruptedException i -> throw i;
        case RuntimeException r -> throw r;
        default -> throw unanswered(connection, facts.name(), "ending the consumer of", e);
      }
    }
  }

  private static Stored stored(Message message) {
    var headers = message.getHeaders();
    return new Stored(
        message.metaData().streamSequence(),
        message.metaData().timestamp().toInstant(),
        message.getSubject(),
        headers == null ? null : headers.getFirst(EventHeader.POSITION),
        new String(message.getData(), StandardCharsets.UTF_8));
  }

  /** Message by message, with no consumer at all. */
  public Reading byLooking(EventFilter filter, Beginning from) {
    return (follow, take) -> {
      long next = first(from);
      boolean more = true;
      while (more) {
        Optional<Stored> found = connection.next(facts.name(), next);
        if (found.isPresent()) {
          next = found.get().sequence() + 1;
          more = !filter.matches(found.get().subject()) || take.test(found.get());
        } else {
          more = follow;
          if (follow) {
            Thread.sleep(LOOK_AGAIN);
          }
        }
      }
    };
  }

  private long first(Beginning from) throws InterruptedException {
    return switch (from) {
      case Beginning.New unused -> facts.lastSequence() + 1;
      case Beginning.First unused -> facts.firstSequence();
      case Beginning.Ago(Duration time) -> firstSince(clock.instant().minus(time));
      case Beginning.Sequence(long first) -> first;
    };
  }

  /** Times rise with the sequence, so that halving finds it. */
  private long firstSince(Instant time) throws InterruptedException {
    long low = facts.firstSequence();
    long high = facts.lastSequence() + 1;
    while (low < high) {
      long middle = low + (high - low) / 2;
      Optional<Stored> there = connection.next(facts.name(), middle);
      if (there.isPresent() && there.get().time().isBefore(time)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static FailureException unanswered(
      TailConnection connection, String stream, String doing, Exception e) {
    String what = doing + " stream '" + stream + "'";
    return connection.wasDenied()
        ? new FailureException(
            Reason.NatsPermissionMissing.because(
                what + ": the WalStream's NATS user may not (" + connection.words() + ")",
                "allow it to " + connection.needed(stream)),
            e)
        : new FailureException(
            Reason.NatsUnreachable.because(
                what + ": " + e.getMessage(), "check that JetStream runs there, and try again"),
            e);
  }
}
