package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.TailScan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the stream holds in the sequences that a session has used. One thread. */
final class Seats {
  private final JetStreamPort port;
  private final Pump pump;
  private final PipelineListener listener;
  private final Anchor.StreamIdentity identity;
  private final Window window;
  private final long epoch;

  /** What is up to here others have stored. */
  private final long begun;

  /** {@code epoch}: that what the session sends is of. */
  Seats(
      JetStreamPort port,
      Pump pump,
      PipelineListener listener,
      Anchor.StreamIdentity identity,
      Window window,
      long epoch) {
    this.port = port;
    this.pump = pump;
    this.listener = listener;
    this.identity = identity;
    this.window = window;
    this.epoch = epoch;
    this.begun = window.storedUpTo();
  }

  /** Nothing but our events may stand behind what was acknowledged; what is stored counts. */
  void compare(StreamState state) {
    long last = state.lastSequence();
    if (last < window.storedUpTo() || last > window.lastSent()) {
      throw new Restart(
          "the stream ends at "
              + last
              + ", expected between "
              + window.storedUpTo()
              + " and "
              + window.lastSent(),
          null);
    }
    verifySeats(last, state.inspectable());
    window.storedThrough(last);
  }

  /** The stream as it is now; a Restart when it is another one. Waits for the connection. */
  StreamState inspect() {
    while (!port.connected()) {
      pump.pause(Duration.ofMillis(100));
    }
    Optional<StreamState> state = pump.await(port.stream());
    if (state.isEmpty() || !sameStream(state.get())) {
      throw new Restart("the stream was deleted or made anew", null);
    }
    return state.get();
  }

  private boolean sameStream(StreamState state) {
    return Anchor.StreamIdentity.of(state).equals(identity);
  }

  /**
   * Each seat that we used and do not know to be ours must hold the event that was predicted for
   * it; so must the last one that was acknowledged, for the server may have lost that, and somebody
   * else's message stand there. The same event of an earlier epoch is void to readers.
   */
  private void verifySeats(long last, boolean inspectable) {
    Accounted done = window.accounted();
    long first = done.sequence() > begun ? done.sequence() : done.sequence() + 1;
    if (first > last) {
      return;
    }
    List<StoredMessage> seats = pump.await(port.headers(first, last));
    long present = seats.stream().filter(s -> s.sequence() > done.sequence()).count();
    if (inspectable && present < last - done.sequence()) {
      listener.notice(
          Reason.StreamHasHoles.because(
              "messages between " + first + " and " + last + " are gone already",
              "they were deleted, expired or consumed: what they held cannot be compared"));
    }
    Map<Long, @Nullable Position> expected = new HashMap<>();
    expected.put(done.sequence(), done.previous());
    window.entries().forEach(e -> expected.put(e.sequence(), e.position()));
    for (StoredMessage seat : seats) {
      boolean ours =
          TailScan.own(seat)
              .map(m -> m.header())
              .map(h -> h.epoch() == epoch && h.position().equals(expected.get(seat.sequence())))
              .orElse(false);
      if (!ours) {
        throw new Restart("sequence " + seat.sequence() + " holds another message", null);
      }
    }
  }
}
