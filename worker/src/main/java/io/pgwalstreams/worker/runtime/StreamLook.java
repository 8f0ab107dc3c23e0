package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.jetstream.StreamSubjects;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.pipeline.PipelineSettings.Delivery;
import io.pgwalstreams.worker.pipeline.StreamClaims;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the stream is like, and whether it can be published to. Changes nothing; waits. */
final class StreamLook {
  private static final long SECONDS = 20;

  private final JetStreamClient client;
  private final PipelineSettings settings;

  StreamLook(JetStreamClient client, PipelineSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  Optional<StreamState> stream() {
    return get(client.stream());
  }

  /** Why it cannot be published to, be it there or yet to be created. */
  Optional<Failure> refusal(Optional<StreamState> stream) {
    Optional<Failure> why = stream.isPresent() ? unsuitable(stream.get()) : missing();
    boolean created = stream.isEmpty() && settings.createStream();
    if (!created && why.isEmpty()) {
      return why;
    }
    // Whose subjects another stream takes, that one is to be told: no other remedy helps.
    return taken().or(() -> why);
  }

  private Optional<Failure> unsuitable(StreamState s) {
    if (settings.delivery() == Delivery.EXACTLY_ONCE && !s.unsuitable().isEmpty()) {
      return Optional.of(
          Reason.StreamUnsuitable.because(
              "stream '" + s.name() + "' " + String.join(", ", s.unsuitable()),
              "use a stream of its own without these settings, or delivery.mode AtLeastOnce"));
    }
    return StreamSubjects.missing(s, settings.subjectPrefix());
  }

  private Optional<Failure> missing() {
    return settings.createStream()
        ? Optional.empty()
        : Optional.of(
            Reason.StreamMissing.because(
                "stream '" + settings.stream() + "' does not exist",
                "create it, or set nats.stream.createIfMissing"));
  }

  private Optional<Failure> taken() {
    String below = settings.subjectPrefix() + ".>";
    List<String> others = get(client.othersTaking(below));
    return others.isEmpty() ? Optional.empty() : Optional.of(StreamSubjects.taken(others, below));
  }

  /**
   * Another WalStream that publishes into this stream; who has a checkpoint of its own may go on.
   */
  Optional<Failure> another(StreamState stream) {
    if (settings.delivery() != Delivery.EXACTLY_ONCE || hasBegun()) {
      return Optional.empty();
    }
    try {
      return StreamClaims.another(stream, get(client.otherCheckpoints()));
    } catch (FailureException e) {
      return Optional.empty(); // who may not read the bucket is told so elsewhere
    }
  }

  /** True when events were published before, as far as the bucket can be read. */
  boolean hasBegun() {
    try {
      return !get(client.checkpoints()).stored().isEmpty();
    } catch (FailureException e) {
      return false;
    }
  }

  /** The answer; FailureException when there is none, or it is that something failed. */
  static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FailureException f) {
        throw new FailureException(f.failure(), e);
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new FailureException(
          Reason.NatsUnreachable.because(
              "no answer from NATS within " + SECONDS + " s",
              "check nats.servers, the network, and that JetStream is enabled"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
