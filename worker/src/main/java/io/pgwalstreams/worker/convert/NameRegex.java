package io.pgwalstreams.worker.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Regular expressions of names, as Debezium has them, as patterns of the filter. Most of them are
 * plain names; {@code .*} and one group of alternatives can be said as well.
 */
final class NameRegex {
  private static final Pattern GROUP = Pattern.compile("(.*)\\(([^()]*\\|[^()]*)\\)(.*)");
  private static final Pattern ESCAPED = Pattern.compile("\\\\([.$_-])");
  private static final Pattern SPECIAL = Pattern.compile("[\\[\\](){}|?+^$*\\\\]");

  private NameRegex() {}

  /**
   * The patterns that a regular expression stands for.
   *
   * @param parts how many names it is about: two for a table with its schema; 0: they have no parts
   * @return empty when no pattern says the same
   */
  static Optional<List<String>> patterns(String regex, int parts) {
    var patterns = new ArrayList<String>();
    for (String one : alternatives(regex.strip())) {
      Optional<String> pattern = pattern(one, parts);
      if (pattern.isEmpty()) {
        return Optional.empty();
      }
      patterns.add(pattern.get());
    }
    return Optional.of(List.copyOf(patterns));
  }

  private static List<String> alternatives(String regex) {
    Matcher group = GROUP.matcher(regex);
    if (!group.matches()) {
      return List.of(regex);
    }
    return List.of(group.group(2).split("\\|", -1)).stream()
        .map(name -> group.group(1) + name + group.group(3))
        .toList();
  }

  private static Optional<String> pattern(String regex, int parts) {
    var pattern = new StringBuilder();
    for (int at = 0; at < regex.length(); ) {
      int taken = take(regex, at, parts, pattern);
      if (taken == 0) {
        return Optional.empty();
      }
      at += taken;
    }
    boolean all = pattern.toString().equals("*");
    return parts == 0 || dots(pattern) == parts - 1 || all
        ? Optional.of(pattern.toString())
        : Optional.empty();
  }

  /** Reads one name's character, or what stands for some; how long it is, 0: it cannot be said. */
  private static int take(String regex, int at, int parts, StringBuilder pattern) {
    String rest = regex.substring(at);
    if (rest.startsWith(".*")) {
      // public.* means every table of the schema, though it says less
      boolean acrossADot = rest.length() == 2 && dots(pattern) < parts - 1 && !pattern.isEmpty();
      pattern.append(acrossADot ? ".*" : "*");
      return 2;
    }
    Matcher escaped = ESCAPED.matcher(rest);
    if (escaped.lookingAt()) {
      pattern.append(escaped.group(1));
      return 2;
    }
    if (SPECIAL.matcher(rest).lookingAt()) {
      return 0;
    }
    pattern.append(rest.charAt(0));
    return 1;
  }

  private static long dots(CharSequence text) {
    return text.chars().filter(c -> c == '.').count();
  }

  /** Whether a pattern is one name for each part. */
  static boolean isPlain(String pattern) {
    return pattern.indexOf('*') < 0;
  }
}
