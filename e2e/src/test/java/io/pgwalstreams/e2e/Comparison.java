package io.pgwalstreams.e2e;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table of which rows are only ever added, one by one, beside the stream of its inserts.
 *
 * @param lost rows that the stream lacks
 * @param repeated events of a row that had one already
 * @param outOfOrder events of a row before that of the event before them
 */
record Comparison(long lost, long repeated, long outOfOrder) {
  static final Comparison EXACT = new Comparison(0, 0, 0);

  /**
   * By the rows' keys, which grow. {@code events} may have more: the application may have gone on.
   */
  static Comparison of(List<Long> rows, List<Long> events) {
    Set<Long> seen = new HashSet<>();
    long repeated = 0;
    long outOfOrder = 0;
    long furthest = Long.MIN_VALUE;
    for (long key : events) {
      if (!seen.add(key)) {
        repeated++;
      } else if (key < furthest) {
        outOfOrder++;
      }
      furthest = Math.max(furthest, key);
    }
    return new Comparison(
        rows.stream().filter(row -> !seen.contains(row)).count(), repeated, outOfOrder);
  }
}
