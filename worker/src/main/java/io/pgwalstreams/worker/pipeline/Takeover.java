package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.resume.Observation.Slot;
import java.time.Duration;

/**
 * Waits until no other worker's message can arrive any more, where one could take the seat of
 * another event and nobody could tell: where messages are gone at once. Nothing is claimed
 * meanwhile; whatever comes is found when everything is observed anew, and counts as the history of
 * its time. One thread.
 */
final class Takeover {
  private static final Duration LOOK = Duration.ofMillis(50);

  /**
   * Whoever is still heard of after so many whole waits is alive: a claim, which ends its session,
   * helps more than another wait.
   */
  private static final int MOST = 4;

  private static final Failure LATE =
      Reason.EarlierMessages.because(
          "another worker may have been killed with messages on their way, and messages leave this"
              + " stream at once: one that comes late could not be told from the event that is next",
          "wait for "
              + Latecomers.LATEST.toSeconds()
              + " seconds, a minute at most: publishing goes on by itself");

  private final Latecomers latecomers = new Latecomers();
  private final Pump pump;
  private final PipelineListener listener;
  private int waits;

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

  /** True while a late message could take another event's seat, if that is not what it holds. */
  boolean isFeared(Observer.Seen seen) {
    return seen.isConsumed() && latecomers.possible(pump.nanoTime());
  }

  /**
   * Waits as long as late messages are feared, or until the connection is lost. True when it had
   * to: then everything is to be observed anew.
   */
  boolean waits(Observer.Seen seen, JetStreamPort nats) {
    if (!isFeared(seen) || waits == MOST) {
      return false;
    }
    int connection = nats.connections();
    listener.waiting(LATE);
    while (isFeared(seen) && nats.connections() == connection) {
      pump.pause(LOOK);
    }
    if (nats.connections() == connection) {
      waits++;
    }
    return true;
  }

  /**
   * A session of this worker has ended. What it had not sent yet must not go out in front of what
   * the next one sends: by then the history may be another one.
   */
  void left(ChainedStart start, JetStreamPort nats) {
    waits = 0;
    int discarded = nats.discard();
    latecomers.wrote(start.revision(), nats.connections(), start.lastSent(), discarded);
  }
}
