package io.pgwalstreams.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the stream holds, compared with what was committed. Pure.
 *
 * @param written changes that were committed, and in how many transactions
 * @param found events in the stream, and of how many transactions in a row
 * @param missing committed, not in the stream
 * @param repeated in the stream more than once
 * @param outOfOrder behind a change that was committed later
 * @param unknown in the stream, never committed
 * @param ids how many different ids the events have
 */
record Audit(
    Count written,
    Count found,
    List<Change> missing,
    List<Change> repeated,
    List<Change> outOfOrder,
    List<Change> unknown,
    int ids) {

  /** How many changes in how many transactions; one that is torn apart counts more than once. */
  record Count(int changes, int transactions) {
    static Count of(List<Change> changes) {
      int transactions = 0;
      long last = -1;
      for (Change change : changes) {
        if (change.transaction() != last) {
          transactions++;
          last = change.transaction();
        }
      }
      return new Count(changes.size(), transactions);
    }
  }

  /** Compares; {@code written} in the order of the commits, {@code events} in the stream's. */
  static Audit of(List<Change> written, List<Event> events) {
    Map<Change, Integer> places = places(written);
    List<Change> found = events.stream().map(Event::change).toList();
    var seen = new boolean[written.size()];
    var repeated = new ArrayList<Change>();
    var outOfOrder = new ArrayList<Change>();
    var unknown = new ArrayList<Change>();
    int latest = -1;
    for (Change change : found) {
      Integer place = places.get(change);
      if (place == null) {
        unknown.add(change);
      } else if (seen[place]) {
        repeated.add(change);
      } else {
        seen[place] = true;
        if (place < latest) {
          outOfOrder.add(change);
        }
        latest = Math.max(latest, place);
      }
    }
    return new Audit(
        Count.of(written),
        Count.of(found),
        unseen(written, seen),
        repeated,
        outOfOrder,
        unknown,
        (int) events.stream().map(Event::id).distinct().count());
  }

  private static Map<Change, Integer> places(List<Change> written) {
    Map<Change, Integer> places = new HashMap<>();
    for (Change change : written) {
      if (places.put(change, places.size()) != null) {
        throw new IllegalArgumentException("the ledger has this twice: " + change);
      }
    }
    return places;
  }

  private static List<Change> unseen(List<Change> written, boolean[] seen) {
    var missing = new ArrayList<Change>();
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        missing.add(written.get(i));
      }
    }
    return missing;
  }

  /**
   * True when every change is there once and in order, under an id of its own, and nothing else.
   */
  boolean exact() {
    return missing.isEmpty()
        && repeated.isEmpty()
        && outOfOrder.isEmpty()
        && unknown.isEmpty()
        && ids == found.changes();
  }

  /** For people. */
  String report() {
    return """
          written        %,9d changes in %,d transactions
          in the stream  %,9d events of %,d transactions
          different ids  %,9d
          missing        %,9d
          repeated       %,9d
          out of order   %,9d
          never written  %,9d
        """
        .formatted(
            written.changes(),
            written.transactions(),
            found.changes(),
            found.transactions(),
            ids,
            missing.size(),
            repeated.size(),
            outOfOrder.size(),
            unknown.size());
  }
}
