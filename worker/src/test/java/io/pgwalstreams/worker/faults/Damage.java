package io.pgwalstreams.worker.faults;

/**
 * What is wrong with a stream.
 *
 * @param lost transactions that were committed and are not there, or not whole
 * @param repeated transactions, and events, that are there once more
 * @param outOfOrder events behind a later one
 * @param torn transactions with a hole, with something between, or with other changes
 * @param neverWritten transactions that nobody committed
 */
record Damage(long lost, long repeated, long outOfOrder, long torn, long neverWritten) {
  static final Damage NONE = new Damage(0, 0, 0, 0, 0);

  Damage plus(Damage other) {
    return new Damage(
        lost + other.lost,
        repeated + other.repeated,
        outOfOrder + other.outOfOrder,
        torn + other.torn,
        neverWritten + other.neverWritten);
  }

  Damage minus(Damage other) {
    return plus(
        new Damage(
            -other.lost, -other.repeated, -other.outOfOrder, -other.torn, -other.neverWritten));
  }

  boolean isNone() {
    return equals(NONE);
  }
}
