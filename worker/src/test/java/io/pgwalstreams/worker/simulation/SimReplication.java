package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pgoutput.PgOutputBytes;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.ReplicaIdentity;
import io.pgwalstreams.worker.pgoutput.Tuples;
import io.pgwalstreams.worker.replication.ReplicationFrame;
import io.pgwalstreams.worker.replication.ReplicationStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A walsender and its reader: whole transactions, in frames that come a few at a time. */
final class SimReplication implements ReplicationStream {
  static final List<String> TABLES = List.of("a", "b", "left_out");

  private static final long MILLISECOND = 1_000_000;
  private static final long KEEPALIVE_EVERY = 2_000 * MILLISECOND;
  private static final long ON_THE_WAY = 300_000;

  private final Sim sim;
  private final SimPostgres server;
  private final int connection;
  private final Sim.Actor owner;
  private final ArrayDeque<ReplicationFrame> coming = new ArrayDeque<>();
  private final Set<Integer> described = new HashSet<>();
  private final Mutation mutation;
  private long sentUpTo;
  private int nextInWal;
  private boolean severed;
  private int patience = 1;
  private long keepaliveAt;
  private long readableAt;

  SimReplication(Sim sim, SimPostgres server, int connection, long from, Mutation mutation) {
    this.mutation = mutation;
    this.sim = sim;
    this.server = server;
    this.connection = connection;
    this.owner = sim.current();
    this.sentUpTo = from - 1;
    this.keepaliveAt = sim.now() + KEEPALIVE_EVERY;
  }

  boolean isOf(Sim.Actor process) {
    return owner == process;
  }

  /** The server has closed it. */
  void sever() {
    severed = true;
  }

  private boolean isConnected() {
    return !severed && connection == server.connections();
  }

  void wake() {
    readableAt = Math.max(readableAt, sim.now() + ON_THE_WAY);
    sim.after(ON_THE_WAY, owner::wake);
  }

  @Override
  public @Nullable ReplicationFrame poll() {
    if (!readable()) {
      long until = sim.now() + patience * MILLISECOND;
      while (!readable() && sim.now() < until) {
        sim.current().sleep(until - sim.now());
      }
    }
    requireConnected();
    ReplicationFrame next = coming.poll();
    // what is left may not have come yet
    if (next != null && sim.oneIn(20)) {
      readableAt = sim.now() + sim.below(3 * MILLISECOND);
    }
    return next;
  }

  private boolean readable() {
    if (!isConnected()) {
      return true; // its end is
    }
    if (coming.isEmpty()) {
      decode();
    }
    return !coming.isEmpty() && sim.now() >= readableAt;
  }

  /** Decodes what was committed since; or tells that there is nothing. */
  private void decode() {
    SimTransaction next = null;
    while (next == null && nextInWal < server.wal.size()) {
      SimTransaction t = server.wal.get(nextInWal++);
      next = t.startLsn() > sentUpTo ? t : null;
    }
    if (next != null) {
      sentUpTo = next.commitLsn();
      send(next);
    } else if (sim.now() >= keepaliveAt) {
      keepaliveAt = sim.now() + KEEPALIVE_EVERY;
      coming.add(new ReplicationFrame.Keepalive(new Lsn(server.end()), sim.oneIn(4)));
    }
  }

  private void send(SimTransaction t) {
    if (t.outside()) {
      t.changes().forEach(c -> message((SimTransaction.Change.Message) c, false, t.commitLsn()));
      return;
    }
    send(new PgOutputMessage.Begin(new Lsn(t.commitLsn()), t.micros(), t.xid()));
    for (SimTransaction.Change change : t.changes()) {
      switch (change) {
        case SimTransaction.Change.Row row -> {
          describe(row.table());
          send(new PgOutputMessage.Insert(row.table(), Tuples.of(Long.toString(row.number()))));
        }
        case SimTransaction.Change.Truncate truncate -> {
          truncate.tables().forEach(this::describe);
          send(
              new PgOutputMessage.Truncate(
                  truncate.tables().stream().map(Integer::longValue).toList(), false, false));
        }
        case SimTransaction.Change.Message m -> message(m, true, t.commitLsn());
      }
    }
    send(new PgOutputMessage.Commit(new Lsn(t.commitLsn()), new Lsn(t.endLsn()), t.micros()));
  }

  private void message(SimTransaction.Change.Message m, boolean transactional, long lsn) {
    send(
        new PgOutputMessage.LogicalMessage(
            transactional,
            new Lsn(lsn),
            m.prefix(),
            Long.toString(m.number()).getBytes(StandardCharsets.US_ASCII)));
  }

  private void describe(int table) {
    if (described.add(table)) {
      send(
          new PgOutputMessage.Relation(
              table,
              "public",
              TABLES.get(table),
              ReplicaIdentity.DEFAULT,
              List.of(new Column(true, "number", 20, -1))));
    }
  }

  private void send(PgOutputMessage m) {
    byte[] bytes = PgOutputBytes.of(m);
    coming.add(new ReplicationFrame.WalData().become(sentUpTo, bytes, 0, bytes.length));
  }

  private void requireConnected() {
    if (!isConnected()) {
      throw SimPostgres.unreachable();
    }
  }

  @Override
  public void patience(int millis) {
    patience = millis;
  }

  @Override
  public void confirm(Lsn received, Lsn flushed) {
    requireConnected();
    boolean early = mutation == Mutation.CONFIRMS_WHAT_IT_RECEIVED;
    server.confirm(early ? received.value() : flushed.value());
  }

  @Override
  public void close() {
    server.left(this);
  }
}
