package io.pgwalstreams.database;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Is a row filter one expression, so that it stays inside the parentheses that it is put between?
 * What the expression means is PostgreSQL's to judge. Lexical rules of the manual, 4.1, with {@code
 * standard_conforming_strings = on}. Pure.
 */
final class RowFilter {
  /**
   * Texts, quoted identifiers, and everything that could end the expression or hide its end.
   * Possessive: a long text must not take a stack frame for each character.
   */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<escape>(?<![\\p{L}\\p{N}_$])[eEbBxXnN]'|[uU]&['\"])"
              + "|(?<text>'(?:[^']++|'')*+')"
              + "|(?<name>\"(?:[^\"]++|\"\")++\")"
              + "|(?<comment>--|/\\*)"
              + "|(?<dollar>(?<![\\p{L}\\p{N}_$])\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$)"
              + "|(?<one>['\";()\\x00])");

  private RowFilter() {}

  /** What is wrong with it, in words; empty when nothing is. */
  static Optional<String> flaw(String where) {
    if (where.isBlank()) {
      return Optional.of("is empty");
    }
    int depth = 0;
    Matcher token = TOKEN.matcher(where);
    while (token.find()) {
      if (token.group("escape") != null) {
        return Optional.of("holds a text with a prefix (E'', U&'', B'', X'', N'')");
      }
      if (token.group("comment") != null) {
        return Optional.of("holds a comment");
      }
      if (token.group("dollar") != null) {
        return Optional.of("holds a dollar-quoted text");
      }
      String one = token.group("one");
      if (one == null) {
        continue;
      }
      switch (one) {
        case "(" -> depth++;
        case ")" -> depth--;
        case ";" -> {
          return Optional.of("holds a semicolon");
        }
        case "'", "\"" -> {
          return Optional.of("holds a quote that is not closed");
        }
        default -> {
          return Optional.of("holds a NUL");
        }
      }
      if (depth < 0) {
        return Optional.of("closes a parenthesis that it did not open");
      }
    }
    return depth == 0 ? Optional.empty() : Optional.of("leaves a parenthesis open");
  }
}
