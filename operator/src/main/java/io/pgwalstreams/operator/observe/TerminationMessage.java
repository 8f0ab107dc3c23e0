package io.pgwalstreams.operator.observe;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a worker wrote before it ended: {@code Reason: message: remedy}. Message and remedy both may
 * hold colons; a remedy is an imperative sentence, and begins where the first verb does. Pure.
 *
 * @param haltId empty when nothing can be accepted
 */
public record TerminationMessage(Failure why, Optional<String> haltId) {
  private static final Pattern REASON = Pattern.compile("([A-Z][A-Za-z]+): (.+)", Pattern.DOTALL);
  private static final Pattern REMEDY =
      Pattern.compile(
          ":\\s+(?=(accept|allow|bring|check|choose|connect|correct|create|drop|enable|end|find"
              + "|give|grant|install|let|look|make|name|raise|remove|report|restart|restore|run|see"
              + "|set|start|stop|upgrade|use|wait|write)\\b)");
  private static final Pattern LAST = Pattern.compile(":\\s+(?!.*:\\s)", Pattern.DOTALL);
  private static final Pattern ACCEPT = Pattern.compile("; accept it once by ");
  private static final Pattern HALT =
      Pattern.compile("pgwalstreams\\.io/accept: ([-_.A-Za-z0-9]+)");

  /** Empty when a worker did not write this. */
  public static Optional<TerminationMessage> of(String text) {
    Matcher parts = REASON.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    String sentence = parts.group(2).strip();
    return reason(parts.group(1))
        .flatMap(reason -> failure(reason, sentence))
        .map(why -> new TerminationMessage(why, haltId(sentence)));
  }

  private static Optional<Reason> reason(String word) {
    for (Reason reason : Reason.values()) {
      if (reason.name().equals(word)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  private static Optional<Failure> failure(Reason reason, String sentence) {
    Matcher accept = ACCEPT.matcher(sentence);
    String head = accept.find() ? sentence.substring(0, accept.start()) : sentence;
    for (Pattern pattern : new Pattern[] {REMEDY, LAST}) {
      Matcher split = pattern.matcher(head);
      if (split.find() && split.start() > 0 && split.end() < head.length()) {
        return Optional.of(
            reason.because(
                head.substring(0, split.start()).strip(), sentence.substring(split.end())));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> haltId(String sentence) {
    Matcher halt = HALT.matcher(sentence);
    return halt.find() ? Optional.of(halt.group(1)) : Optional.empty();
  }
}
