package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Checkpoint;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.resume.Anchor;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What JetStream has acknowledged, and has to have still. Pure.
 *
 * @param sequence at which the stream does not end earlier
 * @param checkpoint the newest one; null: there is none to look at
 * @param event what stands at the sequence, if anything; null: that follows from the sequence
 */
record Kept(
    long sequence,
    Anchor.StreamIdentity stream,
    @Nullable Checkpoint checkpoint,
    @Nullable Position event) {

  /** A {@link Restart} when the stream is another one, or ends too early. */
  void requireStream(Optional<StreamState> found) {
    if (found.isEmpty() || !stream.equals(Anchor.StreamIdentity.of(found.get()))) {
      throw new Restart("the stream was deleted or made anew", null);
    }
    long last = found.get().lastSequence();
    if (last < sequence) {
      throw new Restart(
          "the stream ends at " + last + ", but " + sequence + " was acknowledged", null);
    }
  }

  /** A {@link Restart} when the newest checkpoint is another one. */
  void requireCheckpoint(Optional<Checkpoint> found) {
    Checkpoint wanted = checkpoint;
    boolean there =
        wanted == null
            || found
                .filter(f -> f.revision() == wanted.revision())
                .filter(f -> Arrays.equals(f.value(), wanted.value()))
                .isPresent();
    if (!there) {
      throw new Restart("the bucket does not hold the checkpoint that it acknowledged", null);
    }
  }

  /**
   * A {@link Restart} when another message stands at the sequence. One that is gone says nothing:
   * it has expired, or was consumed.
   */
  void requireEvent(Optional<StoredMessage> found) {
    boolean another =
        event != null
            && found.isPresent()
            && EventHeader.parse(found.get()).filter(h -> h.position().equals(event)).isEmpty();
    if (another) {
      throw new Restart("sequence " + sequence + " holds another message", null);
    }
  }
}
