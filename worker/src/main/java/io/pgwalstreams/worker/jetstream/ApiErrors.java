package io.pgwalstreams.worker.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.util.concurrent.TimeoutException;

/** What JetStream's API answers when it does not do as asked (nats-server, errors.json). Pure. */
final class ApiErrors {
  /** Status of a message that nobody listens for (NATS protocol, no responders). */
  static final int NO_RESPONDERS = 503;

  static final int NO_MESSAGE = 10037;
  static final int STREAM_NOT_FOUND = 10059;
  static final int WRONG_LAST_SEQUENCE = 10071;
  static final int WRONG_LAST_SEQUENCE_IN_PROCESS = 10164;

  private static final int NAME_IN_USE = 10058;
  private static final int SUBJECTS_OVERLAP = 10065;
  private static final int REPLICAS_NOT_SUPPORTED = 10074;
  private static final int NO_SUITABLE_PEERS = 10005;
  private static final int TEMPORARILY_UNAVAILABLE = 10008;
  private static final int NOT_ENABLED_FOR_ACCOUNT = 10039;
  private static final int NOT_ENABLED = 10076;
  private static final int ACCOUNT_RESOURCES = 10002;
  private static final int INSUFFICIENT_RESOURCES = 10023;
  private static final int MAX_STREAMS = 10027;
  private static final int MEMORY_RESOURCES = 10028;
  private static final int STORAGE_RESOURCES = 10047;

  private ApiErrors() {}

  /** The code of an answer's error; 0 when it has none. */
  static int code(JsonNode answer) {
    return answer.path("error").path("err_code").asInt(answer.path("error").path("code").asInt());
  }

  /** {@code doing} begins the message, as in {@code creating stream 'db'}. */
  static Failure failure(JsonNode answer, String doing) {
    int code = code(answer);
    var said =
        doing
            + ": JetStream answers "
            + code
            + " ("
            + answer.path("error").path("description").asText()
            + ")";
    return switch (code) {
      case STREAM_NOT_FOUND ->
          Reason.StreamMissing.because(said, "create it, or set nats.stream.createIfMissing");
      case NAME_IN_USE ->
          Reason.StreamUnsuitable.because(
              said, "use the existing stream as it is, or give nats.stream another name");
      case SUBJECTS_OVERLAP ->
          Reason.StreamUnsuitable.because(
              said, "use another nats.subjectPrefix, or take the subjects from the other stream");
      case REPLICAS_NOT_SUPPORTED ->
          Reason.StreamUnsuitable.because(
              said, "set nats.stream.createIfMissing.replicas to 1, or use a NATS cluster");
      case NOT_ENABLED_FOR_ACCOUNT, NOT_ENABLED ->
          Reason.NatsUnreachable.because(
              said, "enable JetStream for the server and for the user's account");
      case ACCOUNT_RESOURCES,
          INSUFFICIENT_RESOURCES,
          MAX_STREAMS,
          MEMORY_RESOURCES,
          STORAGE_RESOURCES ->
          Reason.StreamUnavailable.because(
              said, "raise the limits of the account or server, or ask for a smaller stream");
      case NO_SUITABLE_PEERS, TEMPORARILY_UNAVAILABLE ->
          Reason.StreamUnavailable.because(
              said, "check that enough JetStream servers of the cluster are up");
      default -> Reason.StreamUnavailable.because(said, "see the NATS servers' logs");
    };
  }

  /** Nobody listens on a subject of the API, or of the bucket. */
  static Failure noResponders(String subject, String apiPrefix) {
    return Reason.NatsUnreachable.because(
        "no JetStream listens on " + subject,
        "enable JetStream for the server and account, and check nats.jetStream (the API is asked"
            + " for at "
            + apiPrefix
            + ")");
  }

  /** A request that had no answer in time, or failed in another way. */
  static FailureException unanswered(String subject, Throwable e) {
    return new FailureException(
        Reason.StreamUnavailable.because(
            "JetStream does not answer on "
                + subject
                + (e instanceof TimeoutException ? " in time" : ": " + e),
            "check that the stream has a leader, and the NATS servers' logs"),
        e);
  }

  static Failure denied(String verb, String subject, String error) {
    return Reason.NatsPermissionMissing.because(
        "the NATS user may not " + verb + " " + subject + " (" + error + ")",
        "allow the user to " + verb + " " + generalized(subject));
  }

  /** What to write into the permissions: the inbox differs from connection to connection. */
  private static String generalized(String subject) {
    return subject.startsWith("_INBOX.") ? "_INBOX.>" : subject;
  }
}
