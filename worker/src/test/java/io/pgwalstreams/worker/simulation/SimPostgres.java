package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pipeline.Connections.SlotWatch;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import io.pgwalstreams.worker.replication.ReplicationSource;
import io.pgwalstreams.worker.replication.ReplicationStream;
import io.pgwalstreams.worker.resume.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server with one slot. Commits are durable; the slot's confirmed position is saved now and then,
 * so that a crash brings an older one back.
 */
final class SimPostgres {
  private static final long FIRST = 10_000;
  private static final long MICROSECOND = 1_000;
  private static final long MILLISECOND = 1_000_000;

  /** In the order of the WAL. */
  final List<SimTransaction> wal = new ArrayList<>();

  private final Sim sim;
  private final List<ReplicationSource.TimelineSwitch> ancestors = new ArrayList<>();
  String system = "7000000000000000001";
  private int timeline = 1;
  private long end = FIRST;
  private long owedFrom = Long.MAX_VALUE;
  private long xid = 700;
  private boolean up = true;
  private boolean slotExists;
  private long slotMadeAt;
  private long confirmed;
  private long saved;
  private @Nullable SimReplication reader;
  private int connections;

  SimPostgres(Sim sim) {
    this.sim = sim;
  }

  long end() {
    return end;
  }

  /** Where the first slot was made: what was committed earlier is not to come. */
  long owedFrom() {
    return owedFrom;
  }

  long confirmed() {
    return confirmed;
  }

  boolean isUp() {
    return up;
  }

  int connections() {
    return connections;
  }

  /** Commits a transaction of these changes. */
  void commit(List<SimTransaction.Change> changes) {
    end += 40 + sim.below(200);
    long commit = end;
    end += 48;
    wal.add(
        new SimTransaction(
            commit, end, ++xid, sim.now() / MICROSECOND, List.copyOf(changes), false));
    wakeReader();
  }

  /** A logical message outside transactions; its LSN is its end. */
  void message(SimTransaction.Change message) {
    end += 40 + sim.below(100);
    wal.add(new SimTransaction(end, end, 0, sim.now() / MICROSECOND, List.of(message), true));
    wakeReader();
  }

  /** WAL that nobody decodes anything of. */
  void idle() {
    end += 100;
    wakeReader();
  }

  private void wakeReader() {
    SimReplication now = reader;
    if (now != null) {
      now.wake();
    }
  }

  /**
   * What was committed before the very first one is not owed, nor, as long as nothing was ever
   * published ({@code first}), what was before any other.
   */
  void createSlot(boolean first) {
    requireUp();
    if (slotExists) {
      return; // of two workers that begin at once the other one was faster
    }
    end += 60;
    slotExists = true;
    owedFrom = first || owedFrom == Long.MAX_VALUE ? end : owedFrom;
    slotMadeAt = end;
    confirmed = end;
    saved = end;
  }

  void dropSlot() {
    slotExists = false;
    disconnect();
  }

  /**
   * As pg_replication_slot_advance by somebody who should not. Nobody can tell as long as nothing
   * was ever published ({@code first}).
   */
  void advanceSlot(boolean first) {
    disconnect();
    owedFrom = first ? end : owedFrom;
    confirmed = end;
    saved = end;
  }

  /** Every connection is lost. */
  void disconnect() {
    connections++;
    SimReplication now = reader;
    reader = null;
    if (now != null) {
      now.wake();
    }
  }

  /** Crashes, and is back after a while. */
  void restart(long awayNanos) {
    disconnect();
    up = false;
    confirmed = saved;
    sim.after(awayNanos, () -> up = true);
  }

  /**
   * A standby takes over that has the WAL up to {@code position}, and the slot as it was at {@code
   * slotAt}, if it was made by then; null: it has no slot.
   */
  void failover(long position, @Nullable Long slotAt) {
    disconnect();
    cutTo(position);
    hasSlotOf(slotAt == null ? 0 : slotAt);
    var at = new Lsn(end);
    ancestors.add(new ReplicationSource.TimelineSwitch(followed(at), at));
    timeline++;
    end += 24;
  }

  /** The timeline that the standby was on: one that was behind has seen no later switch. */
  private int followed(Lsn at) {
    int on = timeline;
    while (!ancestors.isEmpty() && !ancestors.getLast().switchedAt().isBefore(at)) {
      on = ancestors.removeLast().timeline();
    }
    return on;
  }

  /**
   * A snapshot of the volume is put back: the same system, on the same timeline, and the slot as it
   * may have been then, if there was one.
   */
  void restore(long position) {
    disconnect();
    cutTo(position);
    hasSlotOf(confirmed);
  }

  /** A slot is never further than the WAL beside it. */
  private void hasSlotOf(long slotAt) {
    slotExists &= slotAt > 0 && slotMadeAt <= end;
    confirmed = slotExists ? Math.min(Math.min(slotAt, confirmed), end) : 0;
    saved = confirmed;
  }

  private void cutTo(long position) {
    end = Math.max(position, FIRST);
    owedFrom = Math.min(owedFrom, end);
    wal.removeIf(t -> t.endLsn() > end);
    xid = wal.stream().mapToLong(SimTransaction::xid).max().orElse(700);
  }

  void requireUp() {
    if (!up) {
      throw unreachable();
    }
  }

  static FailureException unreachable() {
    return Reason.DatabaseUnreachable.because("the connection is lost", "wait").asException();
  }

  void confirm(long flushed) {
    if (flushed > confirmed) {
      confirmed = flushed;
    }
    if (sim.oneIn(3)) {
      saved = confirmed;
    }
  }

  /** The walsender finds out that its reader is gone, or does not answer. */
  void readerDied(Sim.Actor process) {
    SimReplication now = reader;
    if (now != null && now.isOf(process)) {
      now.sever();
      reader = null;
    }
  }

  void left(SimReplication stream) {
    if (reader == stream) {
      reader = null;
    }
  }

  Observation.Slot slot() {
    requireUp();
    if (!slotExists) {
      Failure why = Reason.SlotMissing.because("slot 'slot' does not exist", "create it");
      return new Observation.Slot.Gone(why);
    }
    return reader == null
        ? new Observation.Slot.Free(new Lsn(confirmed))
        : new Observation.Slot.Busy(Reason.SlotInUse.because("slot 'slot' is in use", "wait"));
  }

  /** A walsender connection. */
  ReplicationSource walsender(Mutation mutation) {
    requireUp();
    return new Walsender(connections, mutation);
  }

  SlotWatch watch() {
    requireUp();
    return new Watch(connections);
  }

  private final class Walsender implements ReplicationSource {
    private final int connection;
    private final Mutation mutation;

    Walsender(int connection, Mutation mutation) {
      this.connection = connection;
      this.mutation = mutation;
    }

    private void requireConnected() {
      sim.current().sleep(100 * MICROSECOND);
      if (connection != connections || !up) {
        throw unreachable();
      }
    }

    @Override
    public SystemIdentity identifySystem() {
      requireConnected();
      int shown = mutation == Mutation.DOES_NOT_KNOW_THE_TIMELINE ? 1 : timeline;
      return new SystemIdentity(system, shown, new Lsn(end), 170006);
    }

    @Override
    public List<TimelineSwitch> timelineHistory(int ofTimeline) {
      requireConnected();
      return List.copyOf(ancestors);
    }

    @Override
    public void alterFailover(String slot, boolean failover) {
      requireConnected();
    }

    @Override
    public ReplicationStream start(String slot, Lsn from, Map<String, String> options) {
      requireConnected();
      if (!slotExists) {
        throw Reason.SlotMissing.because("slot 'slot' does not exist", "create it").asException();
      }
      if (reader != null) {
        throw Reason.SlotInUse.because("slot 'slot' is in use", "wait").asException();
      }
      long wanted = mutation == Mutation.STARTS_AT_THE_END_OF_WAL ? end : from.value();
      long at = Math.max(wanted, confirmed);
      var made = new SimReplication(sim, SimPostgres.this, connection, at, mutation);
      reader = made;
      return made;
    }

    @Override
    public void close() {}
  }

  private final class Watch implements SlotWatch {
    private final int connection;

    Watch(int connection) {
      this.connection = connection;
    }

    @Override
    public Observation.Slot slot() {
      sim.current().sleep(MILLISECOND);
      if (connection != connections) {
        throw unreachable();
      }
      return SimPostgres.this.slot();
    }

    @Override
    public Optional<Boolean> failover() {
      return Optional.of(true);
    }

    @Override
    public int major() {
      return 17;
    }

    @Override
    public @Nullable SlotNumbers numbers() {
      return null;
    }

    @Override
    public boolean atRisk() {
      return false;
    }

    @Override
    public boolean stopping() {
      return false;
    }

    @Override
    public void close() {}
  }
}
