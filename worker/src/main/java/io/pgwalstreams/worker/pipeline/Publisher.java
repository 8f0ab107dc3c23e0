package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import org.jspecify.annotations.Nullable;

/** Sends events in order and knows which are stored. One thread. */
interface Publisher {
  /** True when one more event may be sent. */
  boolean hasRoom();

  /** Sends an event; only when {@link #hasRoom}. {@code lastEnd} as in {@link FeedItem.Publish}. */
  void publish(Event event, @Nullable Lsn lastEnd);

  /** Lets go of what was published; several together cost less than each alone. */
  void flush();

  /**
   * Takes the answers that have come, and mends what failed: it may wait for the stream by the
   * {@link Pump}, for ever if need be. True when there was an answer.
   *
   * @throws Restart when the place in the stream has to be decided anew
   * @throws io.pgwalstreams.api.FailureException when a person must act
   */
  boolean poll();

  /** From the next event on, another mapping; only with nothing in flight. */
  void use(String mapping);

  /** The stream holds the event at this position already; the next one follows from it. */
  void continueBehind(Position lastHeld);

  /** What is in flight and what is done. */
  Window window();
}
