package io.pgwalstreams.worker.change;

import io.pgwalstreams.database.Lsn;

/**
 * Where a change stands in the history of the database: unique and strictly increasing in the order
 * of the walsender. A transaction's changes are numbered from 1, before any filtering; a logical
 * message outside transactions has ordinal 0. Comparable only within one system and timeline
 * history.
 *
 * @param lsn the commit LSN (start of the commit record) of the transaction, or a message's own LSN
 * @param ordinal the number in the transaction
 */
public record Position(Lsn lsn, long ordinal) implements Comparable<Position> {
  /** The ordinal that stands behind every change of a transaction. */
  public static final long WHOLE = 999_999_999_999_999_999L;

  public Position {
    if (ordinal < 0) {
      throw new IllegalArgumentException("ordinal " + ordinal);
    }
  }

  @Override
  public int compareTo(Position other) {
    int byLsn = lsn.compareTo(other.lsn);
    return byLsn != 0 ? byLsn : Long.compare(ordinal, other.ordinal);
  }

  public boolean isAfter(Position other) {
    return compareTo(other) > 0;
  }

  /** For people: {@code change 3 of the transaction at 16/B374D848}. */
  public String sentence() {
    return ordinal == WHOLE
        ? "the end of the transaction at " + lsn
        : ordinal == 0
            ? "the message at " + lsn
            : "change " + ordinal + " of the transaction at " + lsn;
  }

  /** {@code 16/B374D848/3}. */
  @Override
  public String toString() {
    return lsn + "/" + ordinal;
  }

  /** Reads {@link #toString()}; throws IllegalArgumentException on anything else. */
  public static Position parse(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a position: '" + text + "'");
    }
    return new Position(
        Lsn.parse(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
  }
}
