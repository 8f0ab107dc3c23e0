package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.BucketState;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.jetstream.StreamSubjects;

/**
 * Sees to the stream and the checkpoint bucket: makes what is missing, refuses what cannot do, and
 * tells once what weakens the promise. One thread.
 */
final class StreamGate {
  private final Pump pump;
  private final PipelineListener listener;
  private boolean bucketReported;
  private boolean holesReported;

  StreamGate(Pump pump, PipelineListener listener) {
    this.pump = pump;
    this.listener = listener;
  }

  void create(JetStreamPort nats) {
    StreamState created = pump.await(nats.createStream());
    listener.did(
        "stream '%s' created (%s, replicas %d)"
            .formatted(created.name(), created.storage(), created.replicas()));
  }

  /** What would let every publish go unheard is found here, before the first. */
  void verify(StreamState stream, PipelineSettings settings) {
    StreamSubjects.missing(stream, settings.subjectPrefix())
        .ifPresent(
            why -> {
              throw why.asException();
            });
    // Where messages are consumed out of order, holes are the rule.
    if (stream.inspectable() && stream.deleted() > 0 && !holesReported) {
      holesReported = true;
      listener.notice(
          Reason.StreamHasHoles.because(
              "stream '"
                  + stream.name()
                  + "' lacks "
                  + stream.deleted()
                  + " messages between its first and its last",
              "find out whether they were deleted on purpose; if the store was damaged, restore it:"
                  + " what is missing is not published again"));
    }
  }

  /** Refuses a stream that another WalStream publishes into. */
  void refuseAnothers(JetStreamPort nats, StreamState stream) {
    StreamClaims.another(stream, pump.await(nats.otherCheckpoints()))
        .ifPresent(
            why -> {
              throw why.asException();
            });
  }

  /** False when the user may not have a bucket: then there are no anchors. */
  boolean prepareBucket(JetStreamPort nats) {
    try {
      BucketState bucket = pump.await(nats.prepareBucket());
      if (!bucket.unsuitable().isEmpty()) {
        throw Reason.BucketUnsuitable.because(
                "bucket '" + bucket.name() + "' " + String.join(", ", bucket.unsuitable()),
                "name another nats.checkpointBucket, or delete this one: it is made anew as needed")
            .asException();
      }
      return true;
    } catch (FailureException e) {
      if (e.failure().reason() != Reason.NatsPermissionMissing) {
        throw e;
      }
      if (!bucketReported) {
        bucketReported = true;
        listener.notice(
            Reason.CheckpointUnavailable.because(e.failure().message(), e.failure().remedy()));
      }
      return false;
    }
  }
}
