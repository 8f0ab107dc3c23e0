package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Checkpoint;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import io.pgwalstreams.worker.jetstream.SentMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;

/**
 * One stream and one checkpoint key, with JetStream's rules for expected sequences and
 * compare-and-set. What it has stored it may lose again, newest first, as after a loss of power
 * before its store was synced.
 */
final class SimJetStream {
  static final int WRONG_LAST_SEQUENCE = 10071;
  static final int STREAM_FULL = 10077;

  final TreeMap<Long, StoredMessage> messages = new TreeMap<>();
  final ArrayDeque<Checkpoint> checkpoints = new ArrayDeque<>();
  private final TreeMap<Long, Long> storedAt = new TreeMap<>();
  private final TreeMap<Long, Long> writtenAt = new TreeMap<>();
  private final Sim sim;
  private String created = "2026-01-01T00:00:00Z";
  private boolean exists;
  private boolean up = true;
  private boolean full;
  private long last;
  private long revision;
  private int connections;

  SimJetStream(Sim sim) {
    this.sim = sim;
  }

  boolean isUp() {
    return up;
  }

  boolean exists() {
    return exists;
  }

  int connections() {
    return connections;
  }

  long last() {
    return last;
  }

  long revision() {
    return revision;
  }

  void create() {
    exists = true;
  }

  void full(boolean now) {
    full = now;
  }

  /** Every connection is lost; what is on the way in both directions is gone. */
  void disconnect() {
    connections++;
  }

  /** Is away for a while. */
  void restart(long awayNanos) {
    disconnect();
    up = false;
    sim.after(awayNanos, () -> up = true);
  }

  /**
   * Loses what was stored within that time; at most what a server that syncs now and then loses.
   */
  void losePower(long unsyncedNanos, long awayNanos) {
    restart(awayNanos);
    long since = sim.now() - unsyncedNanos;
    while (last > 0 && storedAt.getOrDefault(last, 0L) > since) {
      messages.remove(last);
      storedAt.remove(last);
      last--;
    }
    while (!checkpoints.isEmpty()
        && writtenAt.getOrDefault(checkpoints.getFirst().revision(), 0L) > since) {
      checkpoints.removeFirst();
    }
    revision = checkpoints.isEmpty() ? 0 : checkpoints.getFirst().revision();
  }

  /** Somebody else's message. */
  void stray() {
    store(new SentMessage("db.stray", List.of(), new byte[] {'x'}));
  }

  /** The oldest messages go, as by max_age. */
  void expire(int count) {
    for (int i = 0; i < count && !messages.isEmpty(); i++) {
      messages.pollFirstEntry();
    }
  }

  void recreate() {
    messages.clear();
    storedAt.clear();
    last = 0;
    created = "2026-01-02T00:00:00Z";
  }

  private void store(SentMessage message) {
    last++;
    messages.put(last, message.storedAt(last));
    storedAt.put(last, sim.now());
  }

  StreamState state() {
    long first = messages.isEmpty() ? last + 1 : messages.firstKey();
    return new StreamState(
        "db",
        created,
        "",
        first,
        last,
        0,
        120_000,
        1,
        "file",
        true,
        List.of("db.>"),
        List.of(),
        List.of());
  }

  PublishAnswer take(SentMessage message, Token token) {
    if (!exists) {
      return new PublishAnswer.Refused(token, 503, "nobody listens on the subject");
    }
    String expected = message.storedAt(0).header("Nats-Expected-Last-Sequence");
    if (expected != null && Long.parseLong(expected) != last) {
      return new PublishAnswer.Refused(token, WRONG_LAST_SEQUENCE, "wrong last sequence: " + last);
    }
    if (full) {
      return new PublishAnswer.Refused(token, STREAM_FULL, "maximum messages exceeded");
    }
    store(message);
    return new PublishAnswer.Stored(token, last, false);
  }

  /** The new revision, or 0 when another one was there. */
  long write(byte[] value, long expected) {
    long newest = checkpoints.isEmpty() ? 0 : checkpoints.getFirst().revision();
    if (newest != expected) {
      return 0;
    }
    revision = newest + 1 + sim.below(3);
    checkpoints.addFirst(new Checkpoint(revision, value.clone()));
    writtenAt.put(revision, sim.now());
    while (checkpoints.size() > 64) {
      checkpoints.removeLast();
    }
    return revision;
  }

  JetStreamPort connect() {
    return new SimPort(sim, this);
  }
}
