package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL with a physical standby that is promoted in its place, and again, and again. Worker
 * and application come through one door, and know nothing of it. What counts as committed is what
 * the newest primary holds. Not thread-safe.
 */
final class Succession implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  final NatsServer nats = NatsServer.start("");
  final StreamTap tap = new StreamTap(nats, WorkerDocument.STREAM);
  final WorkerProcess worker;
  private final Wire door;
  private final Map<Long, List<Change>> attempted = new ConcurrentHashMap<>();
  private final List<Ledger> ledgers = new ArrayList<>();
  private final PostgresServer.Options options;
  private PostgresServer primary;
  private @Nullable PostgresServer standby;
  private StreamChecker checker = new StreamChecker(attempted);
  private long read;
  private int standbys;

  /** What a standby knows of the slot, and whether the primary waits for it. */
  enum Standby {
    /** sync_replication_slots on it, and synchronized_standby_slots on the primary. */
    WAITED_FOR,
    /** sync_replication_slots alone. */
    SYNCHRONIZED,
    /** Neither. */
    WITHOUT_SLOT
  }

  /**
   * What one promotion did.
   *
   * @param before events that the stream held when the primary was killed
   * @param inFlight events of the new primary that the stream did not hold then
   * @param gone transactions that the application had committed and the new primary does not have
   * @param after events that it held when all of the new primary's were there
   * @param lost transactions of the new primary that did not come
   * @param phantom transactions in the stream that the new primary does not have
   */
  record Promotion(
      long before,
      long inFlight,
      long gone,
      long after,
      long lost,
      long phantom,
      long repeated,
      long outOfOrder,
      Duration until) {}

  Succession(PostgresVersion version) {
    options = PostgresServer.Options.none();
    primary = PostgresServer.start(version, options);
    Ledger.createTables(primary);
    door = new Wire(primary.port());
    worker =
        WorkerProcess.of(
            WorkerDocument.of(primary, nats).with("database.port", Integer.toString(door.port())));
  }

  /** Starts the worker and waits until it streams. */
  Succession started(String... arguments) {
    worker.start(arguments).awaitStreaming();
    return this;
  }

  /** One more application. */
  Ledger ledger() {
    var ledger =
        new Ledger(
            "jdbc:postgresql://127.0.0.1:" + door.port() + "/postgres",
            ledgers.size() + 1,
            attempted);
    ledgers.add(ledger);
    return ledger;
  }

  /** Starts a standby, and waits until it is what it is to be. */
  void addStandby(Standby kind) {
    String name = "standby_" + ++standbys;
    primary.execute("select pg_create_physical_replication_slot('" + name + "', true)");
    PostgresServer added = PostgresServer.standby(primary, name);
    standby = added;
    switch (kind) {
      case WAITED_FOR ->
          reconfigure(primary, "alter system set synchronized_standby_slots = '" + name + "'");
      case SYNCHRONIZED -> {}
      case WITHOUT_SLOT -> {
        reconfigure(added, "alter system set sync_replication_slots = off");
        await().atMost(PATIENCE).until(() -> slots(added, "synced") == 0);
        return;
      }
    }
    await().atMost(PATIENCE).until(() -> isSynchronized(added));
  }

  /** The primary writes what a slot waits for every 15 seconds, or when it is told. */
  private boolean isSynchronized(PostgresServer added) {
    primary.execute("select pg_log_standby_snapshot()");
    return slots(added, "synced and failover and not temporary") == 1;
  }

  private static int slots(PostgresServer server, String which) {
    return Integer.parseInt(
        String.valueOf(server.query("select count(*) from pg_replication_slots where " + which)));
  }

  private static void reconfigure(PostgresServer server, String sql) {
    server.execute(sql, "select pg_reload_conf()");
  }

  /** Lets the standby receive nothing more, as when the network between the two is gone. */
  void cutStandbyOff() {
    PostgresServer cut = theStandby();
    reconfigure(cut, "alter system set primary_conninfo = ''");
    await()
        .atMost(PATIENCE)
        .until(() -> "0".equals(cut.query("select count(*) from pg_stat_wal_receiver")));
  }

  private PostgresServer theStandby() {
    PostgresServer there = standby;
    if (there == null) {
      throw new IllegalStateException("there is no standby");
    }
    return there;
  }

  /** Kills the primary and puts the standby in its place; what the stream holds then is read. */
  void failOver() {
    PostgresServer next = theStandby();
    primary.kill9();
    door.cut();
    assertThat(next.query("select pg_promote(true, 60)")).isEqualTo("t");
    primary.close();
    primary = next;
    standby = null;
    readOn();
  }

  /** As {@link #failOver}, under load, and until all that the new primary has is in the stream. */
  Promotion promote() {
    failOver();
    long before = checker.events();
    Set<Long> seen = checker.transactions();
    Set<Long> kept = committed();
    long inFlight = kept.stream().filter(t -> !seen.contains(t)).mapToLong(this::size).sum();
    long gone =
        ledgers.stream()
            .flatMap(l -> l.committed().stream())
            .filter(t -> !kept.contains(t))
            .count();
    long phantom = seen.stream().filter(t -> !kept.contains(t)).count();
    long from = System.nanoTime();
    open();
    awaitTransactions(kept);
    Duration until = Duration.ofNanos(System.nanoTime() - from);
    var lost = new HashSet<>(kept);
    lost.removeAll(checker.transactions());
    return new Promotion(
        before,
        inFlight,
        gone,
        checker.events(),
        lost.size(),
        phantom,
        checker.repeated(),
        checker.outOfOrder(),
        until);
  }

  private long size(long transaction) {
    return attempted.getOrDefault(transaction, List.of()).size();
  }

  /** Opens the door to the primary. */
  void open() {
    door.leadTo(primary.port());
  }

  /** Waits for the stream to hold them, or for the end of patience. */
  private void awaitTransactions(Set<Long> wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    await()
        .atMost(PATIENCE.plusSeconds(10))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              assertThat(worker.isRunning()).as(worker::log).isTrue();
              readOn();
              return System.nanoTime() > end || checker.transactions().containsAll(wanted);
            });
  }

  /** Waits until the stream has grown by so many messages from now. */
  void awaitGrowth(long messages) {
    long from = await().atMost(PATIENCE).until(tap::last, l -> l.isPresent()).getAsLong();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> tap.last().orElse(-1) >= from + messages);
  }

  /** The transactions that the primary holds. */
  Set<Long> committed() {
    String all = primary.query("select string_agg(tx::text, ',') from entry");
    var transactions = new HashSet<Long>();
    if (all != null) {
      for (String tx : all.split(",", -1)) {
        transactions.add(Long.parseLong(tx));
      }
    }
    return transactions;
  }

  /** Waits until the stream has as many messages as the primary has events. */
  void awaitAllStored() {
    long events = committed().stream().mapToLong(this::size).sum();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> tap.last().orElse(-1) == events);
  }

  private void readOn() {
    read = Math.max(read, tap.read(read + 1, checker::accept));
  }

  /** What was read is checked no more: a checker of its own begins behind it. */
  Set<Long> forget() {
    Set<Long> seen = checker.transactions();
    checker = new StreamChecker(attempted);
    return seen;
  }

  /** Stops the applications. */
  void quiet() {
    try {
      for (Ledger ledger : ledgers) {
        ledger.stop();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Waits until every transaction of the primary is stored; then asserts exactly once, in order.
   */
  StreamChecker assertExactlyOnce() {
    return assertExactly(committed());
  }

  /** As {@link #assertExactlyOnce}, of these transactions. */
  StreamChecker assertExactly(Set<Long> transactions) {
    awaitTransactions(transactions);
    checker.assertExactly(transactions);
    return checker;
  }

  /** The checker of what was read since the last {@link #forget}, once these are there. */
  StreamChecker holding(Set<Long> transactions) {
    awaitTransactions(transactions);
    return checker;
  }

  @Override
  public void close() {
    ledgers.forEach(Ledger::close);
    worker.close();
    door.close();
    nats.close();
    PostgresServer left = standby;
    if (left != null) {
      left.close();
    }
    primary.close();
  }
}
