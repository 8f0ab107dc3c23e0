package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.nio.charset.StandardCharsets;

/**
 * Reads acknowledgements: {@code {"stream":"db","seq":14}} and the like. Looks for the few words
 * that matter, because there is one for every event; what is not of that plain form goes through
 * the JSON parser. Pure.
 */
final class PublishAcks {
  private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEQUENCE = "\"seq\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DUPLICATE = "\"duplicate\"".getBytes(StandardCharsets.US_ASCII);

  private PublishAcks() {}

  /** {@code tail}: attempt and sequence, joined by a dot, as {@link #tail} made it. */
  static PublishAnswer read(String tail, int status, byte[] body) {
    var token = token(tail);
    if (status != 0) {
      return new PublishAnswer.Refused(token, status, "nobody listens on the subject");
    }
    int at = indexOf(body, SEQUENCE);
    if (at < 0 || indexOf(body, ERROR) >= 0 || indexOf(body, DUPLICATE) >= 0) {
      return parsed(token, body);
    }
    long sequence = 0;
    for (int i = at + SEQUENCE.length; i < body.length && body[i] >= '0' && body[i] <= '9'; i++) {
      sequence = sequence * 10 + body[i] - '0';
    }
    return sequence == 0 ? parsed(token, body) : new PublishAnswer.Stored(token, sequence, false);
  }

  private static PublishAnswer parsed(Token token, byte[] body) {
    var json = ApiMessages.read(body);
    int code = ApiErrors.code(json);
    if (code != 0) {
      return new PublishAnswer.Refused(
          token, code, json.path("error").path("description").asText());
    }
    return new PublishAnswer.Stored(
        token, json.path("seq").asLong(), json.path("duplicate").asBoolean());
  }

  static String tail(Token token) {
    return token.attempt() + "." + token.sequence();
  }

  private static Token token(String tail) {
    int dot = tail.indexOf('.');
    return new Token(
        Integer.parseInt(tail, 0, dot, 10), Long.parseLong(tail, dot + 1, tail.length(), 10));
  }

  private static int indexOf(byte[] in, byte[] wanted) {
    for (int i = 0; i <= in.length - wanted.length; i++) {
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
