package io.pgwalstreams.worker.resume;

/**
 * A span of one mapping. A start with another mapping than the stream's last message takes the next
 * epoch and keeps one message in flight until the stream is a whole window past the epoch's first
 * message: until then a message of an earlier worker, with the earlier mapping, may still be
 * accepted.
 *
 * @param number counts from 1
 * @param first the sequence of the epoch's first accepted message; {@link #NONE_YET} before there
 *     is one, {@link #SETTLED} when no earlier worker can exist
 */
public record Epoch(long number, long first) {
  /** {@code first} while nothing of the epoch was accepted. */
  public static final long NONE_YET = 0;

  /** {@code first} of an epoch that nothing precedes. */
  public static final long SETTLED = -1;

  /**
   * The most messages that any worker ever has in flight; part of the protocol, so never changed.
   */
  public static final int WINDOW = 8192;

  public Epoch {
    if (number < 1 || first < SETTLED) {
      throw new IllegalArgumentException("epoch " + number + " from " + first);
    }
  }

  /**
   * True when no message of an earlier epoch can be accepted any more behind {@code lastSequence}.
   */
  public boolean settledAt(long lastSequence) {
    return first == SETTLED || (first != NONE_YET && lastSequence >= first + WINDOW);
  }

  /** The next epoch, with nothing accepted yet. */
  public Epoch next() {
    return new Epoch(number + 1, NONE_YET);
  }

  /**
   * This epoch after its first message was accepted at {@code sequence}; unchanged when it had one.
   */
  public Epoch accepted(long sequence) {
    return first == NONE_YET ? new Epoch(number, sequence) : this;
  }
}
