package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream from its beginning, message by message, and compares it with what was committed:
 * every transaction once and whole, its changes in their order with ordinals from 1 without a hole,
 * the last one and only it marked as last, positions strictly increasing. Not thread-safe.
 */
final class StreamChecker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 20;

  private final Map<Long, List<Change>> attempted;
  private final Set<Long> seen = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private final List<Change> open = new ArrayList<>();
  private final List<StoredMessage> others = new ArrayList<>();
  private @Nullable EventHeader before;
  private long events;
  private long repeated;
  private long outOfOrder;
  private long torn;
  private long neverWritten;

  StreamChecker(Map<Long, List<Change>> attempted) {
    this.attempted = attempted;
  }

  /** Takes the next message of the stream. */
  void accept(StoredMessage message) {
    Optional<Change> change = change(message);
    if (change.isEmpty()) {
      others.add(message);
      return;
    }
    events++;
    open.add(change.get());
    EventHeader header = EventHeader.parse(message).orElseThrow();
    order(message, header);
    if (header.lastEnd() != null) {
      transaction(message);
      open.clear();
    }
    before = header;
  }

  /** The change that a message tells of; empty for a gap event and for what others wrote. */
  static Optional<Change> change(StoredMessage message) {
    if (message.subject().endsWith(".gap") || EventHeader.parse(message).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Change.of(JSON.readTree(message.body())));
    } catch (IOException e) {
      throw new UncheckedIOException("message " + message.sequence(), e);
    }
  }

  private void order(StoredMessage message, EventHeader header) {
    EventHeader previous = before;
    Position position = header.position();
    if (previous != null && !position.isAfter(previous.position())) {
      if (position.equals(previous.position())) {
        repeated++;
      } else {
        outOfOrder++;
      }
      violation(message, "stands behind " + previous.position());
    }
    boolean begins = previous == null || previous.lastEnd() != null;
    long expected = begins ? 1 : previous.position().ordinal() + 1;
    if (position.ordinal() != expected) {
      torn++;
      violation(message, "should have ordinal " + expected);
    }
    if (!begins && !previous.transaction().equals(header.transaction())) {
      torn++;
      violation(message, "interrupts " + previous.transaction());
    }
  }

  private void transaction(StoredMessage message) {
    Change first = open.getFirst();
    List<Change> expected = attempted.get(first.tx());
    if (!first.isEntry() || expected == null) {
      neverWritten++;
      violation(message, "ends a transaction that nobody wrote: " + first);
    } else if (!expected.equals(open)) {
      torn++;
      violation(message, "ends a transaction with other changes: " + open + " not " + expected);
    } else if (!seen.add(first.tx())) {
      repeated++;
      violation(message, "repeats transaction " + first.tx());
    }
  }

  private void violation(StoredMessage message, String what) {
    if (violations.size() < SHOWN) {
      violations.add(
          "message %d at %s %s"
              .formatted(message.sequence(), message.header(EventHeader.POSITION), what));
    }
  }

  /** Events so far. */
  long events() {
    return events;
  }

  /** The whole transactions so far. */
  Set<Long> transactions() {
    return Set.copyOf(seen);
  }

  /** What is wrong by now, where these are to be there; a transaction that is half there is not. */
  Damage damage(Collection<Long> committed) {
    long lost = committed.stream().filter(tx -> !seen.contains(tx)).count();
    var wanted = new HashSet<>(committed);
    long surplus = seen.stream().filter(tx -> !wanted.contains(tx)).count();
    return new Damage(lost, repeated, outOfOrder, torn, neverWritten + surplus);
  }

  /** As {@link #damage(Collection)}, while the writing goes on: of what came. */
  Damage damage() {
    return new Damage(0, repeated, outOfOrder, torn, neverWritten);
  }

  /** The first things that were wrong, in words. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Transactions and events that came once more. */
  long repeated() {
    return repeated;
  }

  /** Events that came behind a later one. */
  long outOfOrder() {
    return outOfOrder;
  }

  /** Messages that are no events: gap events, and what others wrote. */
  List<StoredMessage> others() {
    return List.copyOf(others);
  }

  /** Asserts that what was read is all that was committed, once and in order. */
  void assertExactly(Collection<Long> committed) {
    assertThat(violations).isEmpty();
    assertThat(open).as("changes behind the last whole transaction").isEmpty();
    var missing = new HashSet<>(committed);
    missing.removeAll(seen);
    assertThat(missing).as("committed, not in the stream").isEmpty();
    var surplus = new HashSet<>(seen);
    surplus.removeAll(new HashSet<>(committed));
    assertThat(surplus).as("in the stream, not committed").isEmpty();
  }
}
