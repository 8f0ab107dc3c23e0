package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import java.util.List;
import java.util.Optional;

/** Which subjects a stream takes. Pure. */
public final class StreamSubjects {
  /** Deeper than our subjects are: beyond, only a pattern that ends in {@code >} can help. */
  private static final int MORE_TOKENS = 4;

  private StreamSubjects() {}

  /** True when the patterns together take every subject below {@code prefix}. */
  public static boolean covers(List<String> patterns, String prefix) {
    return coversBelow(patterns, prefix, MORE_TOKENS);
  }

  /** Why the stream cannot take what is published below {@code prefix}; empty when it can. */
  public static Optional<Failure> missing(StreamState stream, String prefix) {
    if (covers(stream.subjects(), prefix)) {
      return Optional.empty();
    }
    return Optional.of(
        Reason.StreamSubjectsMissing.because(
            "stream '"
                + stream.name()
                + "' takes "
                + (stream.subjects().isEmpty() ? "nothing" : String.join(", ", stream.subjects()))
                + ", not everything below '"
                + prefix
                + "'",
            "add '" + prefix + ".>' to the stream's subjects"));
  }

  /** Subjects are in one stream only: {@code others}, at least one, take some of these already. */
  public static Failure taken(List<String> others, String pattern) {
    String named = "stream '" + String.join("', '", others) + "'";
    return Reason.StreamUnsuitable.because(
        named + " takes subjects of '" + pattern + "' already, and a subject is in one stream only",
        "use another nats.subjectPrefix, or take these subjects from "
            + named
            + "; if it is the one that is meant, name it in nats.stream. Where these are fixed"
            + " already, delete the WalStream and apply it changed, if it has published nothing yet");
  }

  private static boolean coversBelow(List<String> patterns, String prefix, int depth) {
    if (one(patterns, prefix + ".>")) {
      return true;
    }
    // below a is what is one token deeper, and what is below that
    return depth > 0
        && one(patterns, prefix + ".*")
        && coversBelow(patterns, prefix + ".*", depth - 1);
  }

  private static boolean one(List<String> patterns, String wanted) {
    return patterns.stream().anyMatch(p -> takesAll(p.split("\\.", -1), wanted.split("\\.", -1)));
  }

  private static boolean takesAll(String[] pattern, String[] wanted) {
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i].equals(">")) {
        return i < wanted.length;
      }
      if (i >= wanted.length || wanted[i].equals(">")) {
        return false;
      }
      if (!pattern[i].equals("*") && !pattern[i].equals(wanted[i])) {
        return false;
      }
    }
    return pattern.length == wanted.length;
  }
}
