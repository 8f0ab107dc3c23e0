package io.pgwalstreams.worker.convert;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What becomes of a key of another program.
 *
 * @param key in which {@code *} stands for any characters
 * @param text where it goes, or why it goes nowhere: a sentence without its full stop
 */
record KeyRule(String key, Fate fate, String text) {

  /** What becomes of it. */
  enum Fate {
    /** It has a place in the WalStream. */
    TAKEN,
    /** Nobody misses it. */
    NEEDLESS,
    /** There is nothing like it, and it may be missed. */
    OPEN
  }

  static KeyRule taken(String key, String where) {
    return new KeyRule(key, Fate.TAKEN, where);
  }

  static KeyRule needless(String key, String why) {
    return new KeyRule(key, Fate.NEEDLESS, why);
  }

  static KeyRule open(String key, String instead) {
    return new KeyRule(key, Fate.OPEN, instead);
  }

  /** The first rule for a key. */
  static Optional<KeyRule> of(String key, List<KeyRule> rules) {
    return rules.stream().filter(r -> r.matches(key)).findFirst();
  }

  private boolean matches(String other) {
    String[] literal = key.split("\\*", -1);
    var regex = new StringBuilder();
    for (int i = 0; i < literal.length; i++) {
      regex.append(i == 0 ? "" : ".*").append(Pattern.quote(literal[i]));
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).matcher(other).matches();
  }
}
