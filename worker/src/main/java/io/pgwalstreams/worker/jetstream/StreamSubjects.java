package io.pgwalstreams.worker.jetstream;

import java.util.List;

/** Which subjects a stream takes. Pure. */
public final class StreamSubjects {
  /** Deeper than our subjects are: beyond, only a pattern that ends in {@code >} can help. */
  private static final int MORE_TOKENS = 4;

  private StreamSubjects() {}

  /** True when the patterns together take every subject below {@code prefix}. */
  public static boolean covers(List<String> patterns, String prefix) {
    return coversBelow(patterns, prefix, MORE_TOKENS);
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
