package io.pgwalstreams.worker.faults;

import java.util.Random;

/**
 * What the transactions of a {@link Ledger} are like.
 *
 * @param giantOnceIn about one of so many has thousands of changes; 0 for none
 */
record LedgerShape(int giantOnceIn) {
  /** Small ones, some with up to fifty changes. */
  static final LedgerShape USUAL = new LedgerShape(0);

  private static final int LARGEST = 50;
  private static final int GIANT = 2_000;
  private static final int PAYLOAD = 300;

  /** How many changes the next one has beside its first. */
  int size(Random random) {
    if (giantOnceIn > 0 && random.nextInt(giantOnceIn) == 0) {
      return GIANT + random.nextInt(GIANT);
    }
    return random.nextInt(4) == 0 ? 1 + random.nextInt(LARGEST) : random.nextInt(6);
  }

  /** What stands in the next row. */
  static String payload(Random random) {
    var text = new StringBuilder();
    int length = random.nextInt(PAYLOAD);
    while (text.length() < length) {
      text.append(Long.toString(random.nextLong(), 36)).append('é');
    }
    return text.toString();
  }
}
