package io.pgwalstreams.worker.simulation;

import java.util.List;

/**
 * What stands in the WAL at one place.
 *
 * @param commitLsn of the commit record, or the end of a message outside transactions
 * @param micros since the simulation began
 */
record SimTransaction(
    long commitLsn, long endLsn, long xid, long micros, List<Change> changes, boolean outside) {

  /** Where the record that counts for START_REPLICATION begins; a message's LSN is its end. */
  long startLsn() {
    return outside ? commitLsn - 1 : commitLsn;
  }

  /** A change; what its event says is its number, which no other change has. */
  sealed interface Change {
    long number();

    /** A row that is inserted into one of the tables. */
    record Row(int table, long number) implements Change {}

    /** One TRUNCATE of several tables is that many changes. */
    record Truncate(List<Integer> tables, long number) implements Change {}

    /** A logical message. */
    record Message(String prefix, long number) implements Change {}
  }
}
