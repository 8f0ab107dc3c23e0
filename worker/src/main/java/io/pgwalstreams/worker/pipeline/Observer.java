package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Checkpoint;
import io.pgwalstreams.worker.jetstream.JetStreamPort.CheckpointHistory;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.AnchorCodec;
import io.pgwalstreams.worker.resume.Observation;
import io.pgwalstreams.worker.resume.Observation.Tail;
import io.pgwalstreams.worker.resume.TailScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the decision about a start rests on: database, stream's end, checkpoints. Writes
 * nothing by itself.
 */
final class Observer {
  private final JetStreamPort port;
  private final Pump pump;

  /** What was read, with the revision of the checkpoint key, which the first write must name. */
  record Seen(Observation observation, long revision, boolean anchored) {

    /**
     * With the end of WAL as it is after all else was read: what another worker published in
     * between must not look like published beyond it.
     */
    Seen endingAt(Lsn walEnd) {
      return new Seen(observation.endingAt(walEnd), revision, anchored);
    }

    /** True where a message may be gone as soon as it is stored: nobody can look at it then. */
    boolean isConsumed() {
      return observation.stream().filter(s -> !s.inspectable()).isPresent();
    }

    /**
     * Writes the next anchor by compare-and-set, which proves what was read fresh; its revision.
     */
    long write(Anchor next, JetStreamPort nats, Pump on) {
      return on.await(nats.putCheckpoint(AnchorCodec.encode(next), revision))
          .orElseThrow(() -> new Restart("another worker is starting", null));
    }
  }

  Observer(JetStreamPort port, Pump pump) {
    this.port = port;
    this.pump = pump;
  }

  Seen observe(
      Observation.Source source,
      PipelineSettings settings,
      String mapping,
      boolean anchored,
      Optional<Failure> diverged) {
    CheckpointHistory history = anchored ? pump.await(port.checkpoints()) : CheckpointHistory.NONE;
    List<Anchor> anchors = decode(history.stored());
    Optional<StreamState> stream = pump.await(port.stream());
    Tail tail = stream.isPresent() ? tail(stream.get(), anchors, settings) : Tail.EMPTY;
    var observation =
        new Observation(
            source,
            stream,
            settings.createStream(),
            settings.createSlot(),
            tail,
            anchors,
            mapping,
            diverged);
    return new Seen(observation, history.revision(), anchored);
  }

  private static List<Anchor> decode(List<Checkpoint> stored) {
    var anchors = new ArrayList<Anchor>(stored.size());
    for (Checkpoint c : stored) {
      try {
        anchors.add(AnchorCodec.decode(c.value()));
      } catch (IllegalArgumentException e) {
        throw Reason.BucketUnsuitable.because(
                "checkpoint revision " + c.revision() + " cannot be read: " + e.getMessage(),
                "use the version of pgwalstreams that wrote it, or another bucket")
            .asException();
      }
    }
    return anchors;
  }

  private Tail tail(StreamState stream, List<Anchor> anchors, PipelineSettings settings) {
    long last = stream.lastSequence();
    List<Anchor> known =
        anchors.stream().filter(a -> a.stream().equals(Anchor.StreamIdentity.of(stream))).toList();
    Optional<StoredMessage> lastOwn =
        pump.await(port.lastBySubject(settings.subjectPrefix() + ".>"));
    long from = TailScan.from(stream.firstSequence(), last, known);
    List<StoredMessage> end = from > last ? List.of() : pump.await(port.headers(from, last));
    Tail tail = TailScan.read(end, last, known, lastOwn);
    return withBody(tail, lastOwn);
  }

  /** The last message's body is compared; read it where the scan has only the headers. */
  private Tail withBody(Tail tail, Optional<StoredMessage> lastOwn) {
    var last = tail.last().orElse(null);
    if (last == null || last.body() != null) {
      return tail;
    }
    @Nullable StoredMessage whole =
        lastOwn
            .filter(m -> m.sequence() == last.sequence())
            .or(() -> pump.await(port.message(last.sequence())))
            .orElse(null);
    return whole == null
        ? tail
        : new Tail(TailScan.own(whole), tail.foreign(), tail.absent(), tail.voids());
  }
}
