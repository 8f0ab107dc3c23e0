package io.pgwalstreams.api;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a worker leaves behind when it ends: written by the worker, read by the operator from its
 * pod, and by people in {@code kubectl describe pod}. Immutable, pure.
 *
 * @param halt empty when nothing can be accepted
 */
public record TerminationMessage(Failure why, Optional<Halt> halt) {
  /** The kubelet cuts off what is longer than 4096 bytes, the end of it. */
  private static final int LONGEST_MESSAGE = 2048;

  private static final int LONGEST_REMEDY = 1024;

  private static final Pattern FORM =
      Pattern.compile(
          "(?<reason>[A-Za-z]+): (?<message>.+)\nRemedy: (?<remedy>.+?)"
              + "(?:\nHalt: (?<id>\\S+))?(?:\nPosition: (?<position>\\S+))?",
          Pattern.DOTALL);

  /** The text, at most 4096 bytes. */
  public String text() {
    var text =
        new StringBuilder()
            .append(why.reason())
            .append(": ")
            .append(cut(why.message(), LONGEST_MESSAGE))
            .append("\nRemedy: ")
            .append(cut(why.remedy(), LONGEST_REMEDY));
    halt.ifPresent(h -> text.append("\nHalt: ").append(h.id()));
    halt.flatMap(Halt::position).ifPresent(p -> text.append("\nPosition: ").append(p));
    return text.append('\n').toString();
  }

  private static String cut(String text, int bytes) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= bytes) {
      return text;
    }
    var shorter = new StringBuilder();
    int left = bytes - "…".getBytes(StandardCharsets.UTF_8).length;
    for (int c : text.codePoints().toArray()) {
      left -= Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
      if (left < 0) {
        break;
      }
      shorter.appendCodePoint(c);
    }
    return shorter.append('…').toString();
  }

  /** Empty when a worker of this version did not write this. */
  public static Optional<TerminationMessage> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    return Stream.of(Reason.values())
        .filter(reason -> reason.name().equals(form.group("reason")))
        .findFirst()
        .map(reason -> reason.because(form.group("message"), form.group("remedy")))
        .map(why -> new TerminationMessage(why, halt(form)));
  }

  private static Optional<Halt> halt(Matcher form) {
    return Optional.ofNullable(form.group("id"))
        .map(id -> new Halt(id, Optional.ofNullable(form.group("position"))));
  }
}
