package io.pgwalstreams.worker.encode;

import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.Tuple;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Events that are larger than the server takes: policy Truncate. */
public final class OversizedEvent {
  private OversizedEvent() {}

  /**
   * How large a body may be where {@code maxPayload} is the server's limit for headers and body
   * together. A function of maxPayload alone, so the same event is too large on every reading.
   */
  public static long bodyLimit(long maxPayload) {
    return maxPayload - EventHeader.MAX_BYTES;
  }

  /** A column that can be left out, and what that saves. */
  private record Candidate(int column, boolean key, long bytes) {}

  static Optional<Event> shrink(EventEncoder encoder, Change change, long limit, Event into) {
    return switch (change) {
      case Change.Inserted c -> shrinkRow(encoder, c, limit, into);
      case Change.Updated c -> shrinkRow(encoder, c, limit, into);
      case Change.Deleted c -> shrinkRow(encoder, c, limit, into);
      case Change.Truncated c -> fitting(encoder.encode(c, into), limit);
      case Change.Message c -> {
        var content = new BitSet(1);
        content.set(0);
        yield fitting(encoder.encode(c, into), limit)
            .or(() -> fitting(encoder.encode(c, content, into), limit));
      }
    };
  }

  private static Optional<Event> fitting(Event event, long limit) {
    return event.body().length() <= limit ? Optional.of(event) : Optional.empty();
  }

  private static Optional<Event> shrinkRow(
      EventEncoder encoder, Change change, long limit, Event into) {
    var image = new RowImage();
    image.become(change);
    var event = encoder.encode(change, into);
    var dropped = new BitSet();
    var candidates = candidates(encoder, image).iterator();
    while (event.body().length() > limit) {
      long expected = event.body().length();
      do {
        if (!candidates.hasNext()) {
          return Optional.empty();
        }
        var candidate = candidates.next();
        dropped.set(candidate.column);
        expected -= candidate.bytes;
      } while (expected > limit);
      event = encoder.encode(change, dropped, into);
    }
    return Optional.of(event);
  }

  /** Largest first, keys last. */
  private static List<Candidate> candidates(EventEncoder encoder, RowImage image) {
    var fields = encoder.shape(image.relation()).fields();
    OldTuple old = image.old();
    var candidates = new ArrayList<Candidate>();
    for (int i = 0; i < fields.size(); i++) {
      var field = fields.get(i);
      if (field.excluded()) {
        continue;
      }
      long bytes = size(encoder, field.type(), image.source(i), i);
      if (old != null) {
        bytes += size(encoder, field.type(), old.row(), i);
      }
      if (bytes > 0) {
        candidates.add(new Candidate(i, field.key(), bytes));
      }
    }
    candidates.sort(
        Comparator.comparing(Candidate::key)
            .thenComparing(Candidate::bytes, Comparator.reverseOrder())
            .thenComparing(Candidate::column));
    return candidates;
  }

  private static long size(EventEncoder encoder, ValueType type, Tuple row, int i) {
    return row.kind(i) == Tuple.Kind.TEXT
        ? encoder.size(type, row.bytes(), row.from(i), row.to(i))
        : 0;
  }
}
