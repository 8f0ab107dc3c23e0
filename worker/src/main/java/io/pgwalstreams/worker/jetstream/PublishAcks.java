package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads acknowledgements: {@code {"stream":"db","seq":14}} and the like. Looks for the few words
 * that matter, because there is one for every event; what is not of that plain form goes through
 * the JSON parser. Pure.
 */
final class PublishAcks {
  private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEQUENCE = "\"seq\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DUPLICATE = "\"duplicate\"".getBytes(StandardCharsets.US_ASCII);

  /** {@code "NATS/1.0 "}. */
  private static final int VERSION_BYTES = 9;

  private PublishAcks() {}

  /** The answer in {@code body[from, to)}; {@code status} is 0 where there is none. */
  static PublishAnswer read(Token token, int status, byte[] body, int from, int to) {
    if (status != 0) {
      return new PublishAnswer.Refused(token, status, "nobody listens on the subject");
    }
    long sequence = plainSequence(body, from, to);
    return sequence == 0
        ? parsed(token, Arrays.copyOfRange(body, from, to))
        : new PublishAnswer.Stored(token.storedAt(sequence), sequence, false);
  }

  /** Where a message is stored that was not there before; 0 when the answer says anything else. */
  static long plainSequence(byte[] body, int from, int to) {
    int at = sequenceAt(body, from, to);
    if (at < 0 || indexOf(body, from, to, ERROR) >= 0 || indexOf(body, from, to, DUPLICATE) >= 0) {
      return 0;
    }
    long sequence = 0;
    for (int i = at; i < to && body[i] >= '0' && body[i] <= '9'; i++) {
      sequence = sequence * 10 + body[i] - '0';
    }
    return sequence;
  }

  /** Behind {@code "seq":}; -1 where that does not stand. */
  static int sequenceAt(byte[] body, int from, int to) {
    int at = indexOf(body, from, to, SEQUENCE);
    return at < 0 ? -1 : at + SEQUENCE.length;
  }

  /** The status in a message's header block, {@code NATS/1.0 503}; 0 where there is none. */
  static int status(byte[] header, int from, int to) {
    int status = 0;
    for (int i = from + VERSION_BYTES; i < to && header[i] >= '0' && header[i] <= '9'; i++) {
      status = status * 10 + header[i] - '0';
    }
    return status;
  }

  private static PublishAnswer parsed(Token token, byte[] body) {
    var json = ApiMessages.read(body);
    int code = ApiErrors.code(json);
    if (code != 0) {
      return new PublishAnswer.Refused(
          token, code, json.path("error").path("description").asText());
    }
    long sequence = json.path("seq").asLong();
    boolean duplicate = json.path("duplicate").asBoolean();
    return new PublishAnswer.Stored(
        duplicate ? token : token.storedAt(sequence), sequence, duplicate);
  }

  private static int indexOf(byte[] in, int from, int to, byte[] wanted) {
    for (int i = from; i <= to - wanted.length; i++) {
      int j = 0;
      while (j < wanted.length && in[i + j] == wanted[j]) {
        j++;
      }
      if (j == wanted.length) {
        return i;
      }
    }
    return -1;
  }
}
