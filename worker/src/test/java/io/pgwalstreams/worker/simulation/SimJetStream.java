package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Checkpoint;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import io.pgwalstreams.worker.jetstream.SentMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One stream and one checkpoint key, with JetStream's rules for expected sequences and
 * compare-and-set. What it has stored it may lose again, newest first, as after a loss of power
 * before its store was synced.
 */
final class SimJetStream {
  static final int WRONG_LAST_SEQUENCE = 10071;
  static final int STREAM_FULL = 10077;

  private static final long DUPLICATE_WINDOW = 120 * Scenario.SECOND;

  /** What was ever stored and not rolled back, in the order of storing; of all streams. */
  final List<StoredMessage> log = new ArrayList<>();

  private final TreeMap<Long, StoredMessage> messages = new TreeMap<>();
  private final ArrayDeque<Checkpoint> checkpoints = new ArrayDeque<>();
  private final Map<String, Long> ids = new HashMap<>();
  private final TreeMap<Long, Long> storedAt = new TreeMap<>();
  private final TreeMap<Long, Long> writtenAt = new TreeMap<>();
  private final List<SimPort> ports = new ArrayList<>();
  private final Sim sim;
  private final boolean consumed;
  private String created = "2026-01-01T00:00:00Z";
  private boolean exists;
  private boolean up = true;
  private boolean full;
  private boolean forgetful;
  private long last;
  private long revision;
  private int connections;
  private int duplicates;
  private long storesUntil;
  private long consumedAt;
  private long answersFrom;
  private long staleUntil;
  private long staleSince;

  /** {@code consumed}: a message is taken out soon after it is stored. */
  SimJetStream(Sim sim, boolean consumed) {
    this.sim = sim;
    this.consumed = consumed;
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

  /** True when neither an event nor a checkpoint was ever stored. */
  boolean isUntouched() {
    return log.isEmpty() && revision == 0;
  }

  /** True when it has lost its first checkpoint, and kept events that came behind it. */
  boolean isForgetful() {
    return forgetful;
  }

  /** Where it ends, for a trace. */
  String sentence() {
    return "ends at " + last + ", checkpoint " + revision;
  }

  /** How many messages were found to be repeats of one that is stored. */
  int duplicates() {
    return duplicates;
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
   * Stream and bucket are synced each by itself.
   */
  void losePower(long unsyncedNanos, long bucketsNanos, long awayNanos) {
    restart(awayNanos);
    long since = sim.now() - unsyncedNanos;
    long bucketsSince = sim.now() - bucketsNanos;
    while (last > 0 && storedAt.getOrDefault(last, 0L) > since) {
      messages.remove(last);
      storedAt.remove(last);
      log.removeLast();
      last--;
    }
    ids.values().removeIf(sequence -> sequence > last);
    while (!checkpoints.isEmpty()
        && writtenAt.getOrDefault(checkpoints.getFirst().revision(), 0L) > bucketsSince) {
      checkpoints.removeFirst();
    }
    revision = checkpoints.isEmpty() ? 0 : checkpoints.getFirst().revision();
    forgetful |= checkpoints.isEmpty() && last > 0;
    sim.tell("the power loss leaves a stream that " + sentence());
  }

  /**
   * Nobody leads for a while: what comes then is lost, of what came just before the answer only.
   * The new leader reads from a state that is some time old, until it has caught up.
   */
  void changeLeader() {
    answersFrom = sim.now() + sim.below(4 * Scenario.SECOND);
    staleSince = sim.now() - sim.below(Scenario.SECOND);
    staleUntil = answersFrom + sim.below(2 * Scenario.SECOND);
    storesUntil = sim.now() + sim.below(300_000_000);
  }

  /** Whether a message that comes now is stored. */
  boolean leads() {
    return sim.now() >= answersFrom || sim.now() < storesUntil;
  }

  /** Whether who asks now is answered. */
  boolean answers() {
    return sim.now() >= answersFrom;
  }

  /** Nothing that is sent arrives until then; then all of it, in order. */
  void stick(long nanos) {
    ports.removeIf(SimPort::isGone);
    ports.forEach(p -> p.stick(sim.now() + nanos));
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
    ids.clear();
    last = 0;
    created = "2026-01-0" + (created.charAt(9) - '0' + 1) + "T00:00:00Z";
  }

  private void store(SentMessage message) {
    last++;
    StoredMessage stored = message.storedAt(last);
    messages.put(last, stored);
    storedAt.put(last, sim.now());
    log.add(stored);
    if (consumed) {
      consumedAt = Math.max(consumedAt, sim.now() + sim.below(Scenario.SECOND));
      sim.after(consumedAt - sim.now(), () -> messages.remove(stored.sequence(), stored));
    }
  }

  /** How far reads see; {@code stale}: as of two seconds ago. */
  private long visible(boolean stale) {
    long since = sim.now() < staleUntil ? staleSince : sim.now();
    if (stale) {
      since = Math.min(since, sim.now() - 2 * Scenario.SECOND);
    }
    long visible = last;
    while (visible > 0 && storedAt.getOrDefault(visible, 0L) > since) {
      visible--;
    }
    return visible;
  }

  /** The messages that a read sees. */
  NavigableMap<Long, StoredMessage> read(boolean stale) {
    return messages.headMap(visible(stale), true);
  }

  /** The checkpoints that a read sees, the newest first. */
  List<Checkpoint> readCheckpoints() {
    return checkpoints.stream()
        .filter(
            c -> sim.now() >= staleUntil || writtenAt.getOrDefault(c.revision(), 0L) <= staleSince)
        .toList();
  }

  StreamState state(Mutation mutation, boolean stale) {
    long visible = visible(stale);
    long first = messages.isEmpty() ? visible + 1 : messages.firstKey();
    return new StreamState(
        "db",
        mutation == Mutation.DOES_NOT_KNOW_THE_STREAM ? "2026-01-01T00:00:00Z" : created,
        "",
        Math.min(first, visible + 1),
        visible,
        0,
        DUPLICATE_WINDOW / 1_000_000,
        1,
        "file",
        !consumed,
        List.of("db.>"),
        List.of(),
        List.of());
  }

  private @Nullable PublishAnswer duplicate(StoredMessage message, Token token) {
    String id = message.header("Nats-Msg-Id");
    Long earlier = id == null ? null : ids.get(id);
    if (earlier == null || storedAt.getOrDefault(earlier, 0L) < sim.now() - DUPLICATE_WINDOW) {
      return null;
    }
    duplicates++;
    return new PublishAnswer.Stored(token, earlier, true);
  }

  PublishAnswer take(SentMessage message, Token token) {
    if (!exists) {
      return new PublishAnswer.Refused(token, 503, "nobody listens on the subject");
    }
    StoredMessage shown = message.storedAt(0);
    PublishAnswer duplicate = duplicate(shown, token);
    if (duplicate != null) {
      return duplicate;
    }
    String expected = shown.header("Nats-Expected-Last-Sequence");
    if (expected != null && Long.parseLong(expected) != last) {
      return new PublishAnswer.Refused(token, WRONG_LAST_SEQUENCE, "wrong last sequence: " + last);
    }
    if (full) {
      return new PublishAnswer.Refused(token, STREAM_FULL, "maximum messages exceeded");
    }
    store(message);
    String id = shown.header("Nats-Msg-Id");
    if (id != null) {
      ids.put(id, last);
    }
    return new PublishAnswer.Stored(token.storedAt(last), last, false);
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

  JetStreamPort connect(Mutation mutation) {
    var made = new SimPort(sim, this, mutation);
    ports.add(made);
    return made;
  }
}
