package io.pgwalstreams.plugin.tail;

import java.util.Locale;

/**
 * The stream that is read. Immutable.
 *
 * @param keeps true: messages stay whoever reads; false: they leave when consumers take them, as
 *     with WorkQueue and Interest
 */
public record StreamFacts(
    String name,
    String retention,
    boolean keeps,
    long messages,
    long firstSequence,
    long lastSequence) {

  /** How it is read, for whoever asks whether that does any harm. */
  public String sentence(boolean byConsumer) {
    String head =
        String.format(
            Locale.ROOT, "stream %s, %,d messages, retention %s: ", name, messages, retention);
    if (byConsumer) {
      return head + "read by a consumer of this program's own, which acknowledges nothing";
    }
    return head
        + (keeps
            ? "read message by message, because the WalStream's user may not create consumers"
            : "read message by message, because a consumer would have a say in what leaves the"
                + " stream. Nothing is taken; what others take between two looks is not shown");
  }
}
