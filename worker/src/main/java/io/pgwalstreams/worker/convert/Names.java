package io.pgwalstreams.worker.convert;

import java.util.Locale;

/** Names of here, made of names of there. */
final class Names {
  private static final int LONGEST = 52;

  private Names() {}

  /** A WalStream's name: a DNS label. */
  static String resource(String text) {
    String label =
        text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    String cut = label.substring(0, Math.min(LONGEST, label.length())).replaceAll("-$", "");
    return cut.isEmpty() ? "converted" : cut;
  }

  /** A pattern of the filter that stands for this name alone. */
  static String literal(String name) {
    boolean plain = name.chars().noneMatch(c -> c == '.' || c == '*' || c == '"');
    return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** Whether a stream that takes {@code subject} may take something below {@code prefix} too. */
  static boolean overlap(String subject, String prefix) {
    String[] there = subject.split("\\.", -1);
    String[] here = prefix.split("\\.", -1);
    for (int i = 0; i < there.length; i++) {
      if (there[i].equals(">")) {
        return true;
      }
      if (i >= here.length) {
        return true; // below our prefix, and as deep as that
      }
      if (!there[i].equals("*") && !there[i].equals(here[i])) {
        return false;
      }
    }
    return false; // it ends where our prefix ends, or before
  }
}
