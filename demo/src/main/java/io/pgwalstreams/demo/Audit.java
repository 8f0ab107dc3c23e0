package io.pgwalstreams.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the stream holds, compared with what was committed. Pure.
 *
 * @param missing committed, not in the stream
 * @param repeated in the stream more than once
 * @param outOfOrder behind a change that was committed later
 * @param unknown in the stream, never committed
 */
record Audit(
    int written,
    int found,
    List<Change> missing,
    List<Change> repeated,
    List<Change> outOfOrder,
    List<Change> unknown) {

  /** Compares; {@code written} in the order of the commits, {@code found} in the stream's. */
  static Audit of(List<Change> written, List<Change> found) {
    Map<Change, Integer> places = new HashMap<>();
    for (Change change : written) {
      places.put(change, places.size());
    }
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
    var missing = new ArrayList<Change>();
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        missing.add(written.get(i));
      }
    }
    return new Audit(written.size(), found.size(), missing, repeated, outOfOrder, unknown);
  }

  /** True when every change is there once and in order, and nothing else. */
  boolean exact() {
    return missing.isEmpty() && repeated.isEmpty() && outOfOrder.isEmpty() && unknown.isEmpty();
  }

  /** For people. */
  String report() {
    return """
          written        %,9d changes
          in the stream  %,9d events
          missing        %,9d
          repeated       %,9d
          out of order   %,9d
          never written  %,9d
        """
        .formatted(
            written, found, missing.size(), repeated.size(), outOfOrder.size(), unknown.size());
  }
}
