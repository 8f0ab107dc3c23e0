package io.pgwalstreams.worker.change;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names separated by dots, as in {@code public.users}. In each part {@code *} stands for any
 * characters, also none; everything else stands for itself, upper and lower case included. A part
 * in double quotes is literal throughout: so a dot or asterisk that belongs to a name is written
 * {@code "my.table"}, and a double quote in it is doubled, as in SQL. Immutable.
 */
final class NamePattern {
  private final List<Pattern> parts;

  private NamePattern(List<Pattern> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a pattern; throws IllegalArgumentException, with a sentence on what is wrong, when a part
   * is empty or a quote is not closed.
   */
  static NamePattern parse(String text) {
    var parts = new ArrayList<Pattern>();
    int at = 0;
    while (true) {
      var regex = new StringBuilder();
      int end =
          text.startsWith("\"", at) ? readQuoted(text, at + 1, regex) : readPlain(text, at, regex);
      if (end == at || regex.isEmpty()) {
        throw new IllegalArgumentException("a name in it is empty");
      }
      parts.add(Pattern.compile(regex.toString(), Pattern.DOTALL));
      if (end == text.length()) {
        return new NamePattern(parts);
      }
      if (text.charAt(end) != '.') {
        throw new IllegalArgumentException("a double quote does not enclose a whole name");
      }
      at = end + 1;
    }
  }

  private static int readQuoted(String text, int from, StringBuilder regex) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '"') {
        appendLiteral(regex, c);
        at++;
      } else if (text.startsWith("\"\"", at)) {
        appendLiteral(regex, c);
        at += 2;
      } else {
        return at + 1;
      }
    }
    throw new IllegalArgumentException("a double quote is not closed");
  }

  private static int readPlain(String text, int from, StringBuilder regex) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '*') {
        regex.append(".*");
      } else {
        appendLiteral(regex, c);
      }
    }
    return at;
  }

  private static void appendLiteral(StringBuilder regex, char c) {
    if (c < 0x80 && !Character.isLetterOrDigit(c)) {
      regex.append('\\');
    }
    regex.append(c);
  }

  /** How many names it has. */
  int size() {
    return parts.size();
  }

  /** Whether the last names of {@code names} match, one for each part of this pattern. */
  boolean matchesEndOf(String... names) {
    int offset = names.length - parts.size();
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).matcher(names[offset + i]).matches()) {
        return false;
      }
    }
    return true;
  }
}
