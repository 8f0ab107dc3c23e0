package io.pgwalstreams.worker.change;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A logical message's prefix, in which {@code *} stands for any characters. Immutable. */
final class PrefixPattern {
  private final Pattern pattern;

  PrefixPattern(String text) {
    pattern =
        Pattern.compile(
            Arrays.stream(text.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL);
  }

  boolean matches(String prefix) {
    return pattern.matcher(prefix).matches();
  }
}
