package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.AnchorCodec;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a stream is, by the checkpoints of the bucket. Two WalStreams in one stream would each take
 * the other's events for its own, and pass changes of its own that lie before them. Pure.
 */
public final class StreamClaims {
  private StreamClaims() {}

  /** Why this stream is another WalStream's; {@code others} are the checkpoints of the others. */
  public static Optional<Failure> another(StreamState stream, Map<String, byte[]> others) {
    var identity = Anchor.StreamIdentity.of(stream);
    return others.entrySet().stream()
        .filter(checkpoint -> isOf(identity, checkpoint.getValue()))
        .findFirst()
        .map(
            checkpoint ->
                Reason.ClaimedByAnother.because(
                    "stream '"
                        + stream.name()
                        + "' belongs to the WalStream of checkpoint "
                        + checkpoint.getKey(),
                    "use a stream of its own, or delivery.mode AtLeastOnce; where these are fixed"
                        + " already, delete the WalStream and apply it changed, if it has published"
                        + " nothing yet. If that other one"
                        + " is gone for good, delete key "
                        + checkpoint.getKey()
                        + " from the bucket that nats.checkpointBucket names"));
  }

  /** What cannot be read is not known to be anybody's. */
  private static boolean isOf(Anchor.StreamIdentity identity, byte[] checkpoint) {
    try {
      return AnchorCodec.decode(checkpoint).stream().equals(identity);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
