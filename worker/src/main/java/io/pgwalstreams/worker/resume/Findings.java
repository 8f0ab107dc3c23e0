package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.resume.Observation.Foreign;
import org.jspecify.annotations.Nullable;

/** The sentences of the S and R rows. Pure. */
final class Findings {
  private Findings() {}

  /** The row that finds this reason while the reference is read again. */
  static String rowOf(Reason reason) {
    if (reason == Reason.CountMismatch) {
      return "P9";
    }
    return reason == Reason.HistoryDiverged ? "P7" : "P1";
  }

  /**
   * Row P9. Nothing in its message depends on how far the WAL has grown meanwhile, so that its id
   * is the same when it is found again.
   */
  static Failure countMismatch(long counted, @Nullable Position behind) {
    return Reason.CountMismatch.because(
        "the stream holds "
            + counted
            + " events behind "
            + behind
            + ", and PostgreSQL has fewer there",
        "find out who wrote to the stream, or which history the database has lost; accept the gap"
            + " to go on where the slot stands");
  }

  static Failure unsuitable(StreamState s) {
    return Reason.StreamUnsuitable.because(
        "stream '" + s.name() + "' " + String.join(", ", s.unsuitable()),
        "use a stream of its own without these settings, or delivery.mode AtLeastOnce");
  }

  /**
   * Gone, or made anew: one message, so that a gap accepted while the stream is gone stays accepted
   * when it was created.
   */
  static Failure streamGone(Anchor written) {
    return Reason.StreamRecreated.because(
        "the stream that events were stored in, made at "
            + written.stream().created()
            + ", is gone",
        "restore it, or accept the gap to go on from the slot in a new stream of its name");
  }

  static Failure streamMissing() {
    return Reason.StreamMissing.because(
        "the stream does not exist", "create it, or set nats.stream.createIfMissing");
  }

  static Failure foreign(StreamState s, Foreign f) {
    return Reason.ForeignWriter.because(
        "stream '"
            + s.name()
            + "', sequence "
            + f.sequence()
            + ": "
            + f.what()
            + "; our last message before it is "
            + f.lastGood().map(m -> m.header().position().sentence()).orElse("unknown"),
        "allow publishing below the prefix to this worker alone; accept the gap to publish again"
            + " from the last good message (events behind it repeat)");
  }

  static Failure noReference(StreamState s) {
    return Reason.NoReference.because(
        "stream '"
            + s.name()
            + "' has last sequence "
            + s.lastSequence()
            + ", but neither a message nor a checkpoint tells what it held",
        "use an empty stream, restore the checkpoint bucket, or accept to go on from the slot"
            + " (events may repeat)");
  }

  static Failure jumped(StreamState s) {
    return Reason.SequenceJumped.because(
        "stream '"
            + s.name()
            + "' has last sequence "
            + s.lastSequence()
            + ", further on than events can have been published",
        "if it was purged up to a higher sequence, accept to go on from the last known event"
            + " (events may repeat)");
  }

  static Failure mappingChanged(long more) {
    return Reason.MappingChanged.because(
        "the filter or encoding changed while "
            + more
            + " stored events can only be counted, and counting needs the former one",
        "start once with the former document, or accept that events may repeat");
  }

  static Failure rolledBack(StreamState s, Anchor newest) {
    return Reason.StreamRolledBack.because(
        "stream '"
            + s.name()
            + "' ends at sequence "
            + s.lastSequence()
            + ", though "
            + newest.sequence()
            + " was acknowledged",
        "nothing is lost: the missing events are published again into the same sequences; set"
            + " sync_interval or more replicas if this was a power failure");
  }

  static Failure rolledBackTooFar(StreamState s, Anchor newest) {
    return Reason.StreamRolledBackTooFar.because(
        "stream '"
            + s.name()
            + "' ends at sequence "
            + s.lastSequence()
            + ", before every known checkpoint (the newest has "
            + newest.sequence()
            + ")",
        "restore a later copy of the stream, or accept the gap to go on from the slot");
  }
}
