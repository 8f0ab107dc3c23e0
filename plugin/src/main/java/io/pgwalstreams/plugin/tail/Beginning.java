package io.pgwalstreams.plugin.tail;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where in the stream reading begins. */
public sealed interface Beginning {
  /** With what comes from now on. */
  record New() implements Beginning {}

  /** With the first message that the stream holds. */
  record First() implements Beginning {}

  /** With what was stored so long ago. */
  record Ago(Duration time) implements Beginning {}

  /** With this sequence. */
  record Sequence(long first) implements Beginning {}

  /**
   * {@code new}, {@code first}, {@code 5m}, {@code 1295}; IllegalArgumentException for anything
   * else.
   */
  static Beginning parse(String text) {
    if (text.equals("new")) {
      return new New();
    }
    if (text.equals("first")) {
      return new First();
    }
    Matcher time = Pattern.compile("([0-9]{1,9})(s|m|h|d)").matcher(text);
    if (time.matches()) {
      return new Ago(Duration.parse(iso(time.group(1), time.group(2))));
    }
    if (text.matches("[1-9][0-9]{0,17}")) {
      return new Sequence(Long.parseLong(text));
    }
    throw new IllegalArgumentException(
        "'" + text + "' is neither new nor first, nor a time as 5m, nor a sequence as 1295");
  }

  private static String iso(String number, String unit) {
    return unit.equals("d")
        ? "P" + number + "D"
        : "PT" + number + unit.toUpperCase(java.util.Locale.ROOT);
  }
}
