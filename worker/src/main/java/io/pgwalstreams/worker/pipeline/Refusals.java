package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer.Refused;

/**
 * What JetStream's error codes mean for a publish (server/errors.json of nats-server). An unknown
 * code stands for an unavailable stream: the worker waits and shows the server's words, and skips
 * nothing. Pure.
 */
final class Refusals {
  /** {@code wrong last sequence}. */
  static final int WRONG_LAST_SEQUENCE = 10071;

  /** The clustered form of the same, for a message that is still being proposed. */
  static final int WRONG_LAST_SEQUENCE_IN_PROCESS = 10164;

  private static final int NO_RESPONDERS = 503;
  private static final int STORE_FAILED = 10077;
  private static final int TOO_LARGE_FOR_STREAM = 10054;
  private static final int SEALED = 10109;
  private static final int OTHER_STREAM = 10060;
  private static final int INSUFFICIENT_RESOURCES = 10023;
  private static final int ACCOUNT_RESOURCES = 10002;

  private Refusals() {}

  /** True when the refusal only says that an earlier message did not get its place. */
  static boolean isChain(Refused r) {
    return r.code() == WRONG_LAST_SEQUENCE || r.code() == WRONG_LAST_SEQUENCE_IN_PROCESS;
  }

  /**
   * What JetStream's side failed with, which can be waited for here. Whatever else ends a wait, as
   * the loss of PostgreSQL does, ends the session, and is thrown on.
   */
  static Failure ofStream(FailureException e) {
    if (e.failure().reason().area() != Reason.Area.STREAM) {
      throw e;
    }
    return e.failure();
  }

  /** A leader that has lost its followers still tells of its stream, and stores nothing more. */
  static Failure unanswered(String stream) {
    return Reason.StreamUnavailable.because(
        "stream '" + stream + "' does not acknowledge what is published",
        "check that enough of its servers are up; publishing goes on by itself");
  }

  /** There is no connection. */
  static Failure unreachable() {
    return Reason.NatsUnreachable.because(
        "the connection to NATS is lost",
        "check the servers and the network; publishing goes on by itself");
  }

  static Failure failure(Refused r, String stream) {
    String said = "stream '" + stream + "' answers " + r.code() + " (" + r.description() + ")";
    return switch (r.code()) {
      case STORE_FAILED ->
          Reason.StreamFull.because(
              said,
              "raise max_bytes or max_msgs, or let consumers catch up; publishing goes on by"
                  + " itself, nothing is skipped");
      case INSUFFICIENT_RESOURCES, ACCOUNT_RESOURCES ->
          Reason.StreamFull.because(
              said, "give JetStream more storage or memory; publishing goes on by itself");
      case NO_RESPONDERS ->
          Reason.StreamUnavailable.because(
              "nobody takes messages for stream '" + stream + "'",
              "check that the stream exists, has a leader, and takes the subjects below the prefix;"
                  + " publishing goes on by itself");
      case TOO_LARGE_FOR_STREAM ->
          Reason.EventTooLarge.because(
              said, "raise the stream's max_msg_size, or set delivery.onOversizedEvent: Truncate");
      case JetStreamClient.PUBLISH_DENIED ->
          Reason.NatsPermissionMissing.because(
              said, "allow the user to publish below the subject prefix");
      case SEALED -> Reason.StreamUnsuitable.because(said, "use a stream that is not sealed");
      case OTHER_STREAM ->
          Reason.StreamSubjectsMissing.because(
              said,
              "another stream takes these subjects: let this one take everything below the"
                  + " prefix");
      default ->
          Reason.StreamUnavailable.because(
              said, "check the NATS servers; publishing goes on by itself");
    };
  }
}
