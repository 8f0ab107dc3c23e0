package io.pgwalstreams.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a page shows of a command's output. An ellipsis stands for any text in a line, and alone in
 * a line for any lines; an age is like any other age, spaces are like more spaces, and empty lines
 * do not count. Pure.
 */
record Shown(String text) {
  private static final String ANY = "…";
  private static final Pattern AGE = Pattern.compile("\\b[0-9]+[smhd](?:[0-9]+[smh])?\\b");
  private static final String AN_AGE = "AGE";

  /** Whether a program may have written this. */
  boolean is(String written) {
    String lines = lines(written).stream().map(line -> line + "\n").collect(Collectors.joining());
    return Pattern.compile(pattern()).matcher(lines).matches();
  }

  private String pattern() {
    return lines(text).stream()
        .map(line -> line.equals(ANY) ? "(?:.*\\n)*" : pattern(line) + "\\n")
        .collect(Collectors.joining());
  }

  private static String pattern(String line) {
    return Arrays.stream(line.split(ANY, -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
  }

  private static List<String> lines(String text) {
    return text.strip()
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> AGE.matcher(line.strip().replaceAll("[ \\t]+", " ")).replaceAll(AN_AGE))
        .toList();
  }
}
