package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.resume.Observation.Slot;
import java.time.Duration;

/**
 * Waits until no other worker's message can arrive any more, where one could take the seat of
 * another event and nobody could tell. Nothing is claimed meanwhile: whatever comes is found when
 * everything is observed anew, and counted as the history of that time. One thread.
 */
final class Takeover {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Failure LATE =
      Reason.EarlierMessages.because(
          "an earlier worker's messages may still be on their way, and would be taken for the next"
              + " ones, which are others; where messages are consumed at once nobody can look at"
              + " them",
          "wait for " + Latecomers.LATEST.toSeconds() + " seconds: publishing goes on by itself");

  private final Latecomers latecomers = new Latecomers();
  private final Pump pump;
  private final PipelineListener listener;

  Takeover(Pump pump, PipelineListener listener) {
    this.pump = pump;
    this.listener = listener;
  }

  /** Looks for signs of another worker in what was observed. */
  void look(Observer.Seen seen, JetStreamPort nats) {
    if (seen.observation().source().slot() instanceof Slot.Busy) {
      latecomers.another();
      return;
    }
    long last = seen.observation().stream().map(StreamState::lastSequence).orElse(0L);
    latecomers.found(seen.revision(), nats.connections(), last, pump.nanoTime());
  }

  /**
   * True when it had to wait, or the connection was lost: everything is to be observed anew. {@code
   * feared}: a late message could take another event's seat unseen.
   */
  boolean waits(boolean feared, JetStreamPort nats) {
    if (!feared || !latecomers.possible(pump.nanoTime())) {
      return false;
    }
    int connection = nats.connections();
    listener.waiting(LATE);
    while (latecomers.possible(pump.nanoTime()) && nats.connections() == connection) {
      pump.pause(LOOK);
    }
    listener.recovered();
    return true;
  }

  /** A session of this worker has ended. */
  void left(ChainedStart start) {
    latecomers.wrote(start.revision(), start.lastSent());
  }
}
