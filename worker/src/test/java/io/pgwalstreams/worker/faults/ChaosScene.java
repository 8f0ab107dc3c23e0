package io.pgwalstreams.worker.faults;

import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.TerminationMessage;
import io.pgwalstreams.testkit.OwnClock;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Three nats-servers with a stream of three replicas, a PostgreSQL, a worker between them behind
 * wires, and an application that writes without end. A worker that ends for a reason that goes away
 * is started again, as a cluster would do. Not thread-safe.
 */
final class ChaosScene implements AutoCloseable {
  /** Who the worker is, on either side. */
  static final String USER = "reader";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Of a stream of some million messages. */
  private static final Duration READING = Duration.ofMinutes(10);

  private static final Duration ANSWER = Duration.ofSeconds(1);
  private static final int GIANT_ONCE_IN = 300;

  /** With which a worker may end while its credentials are changed, or another one is at work. */
  private static final Set<Reason> PASSING =
      EnumSet.of(Reason.AuthenticationFailed, Reason.NatsAuthenticationFailed, Reason.Fenced);

  final PostgresServer postgres;
  final @Nullable SmallDisk postgresDisk;
  private final @Nullable Clocks clocks;
  final WiredCluster cluster;
  final Wire database;
  final StreamTap tap;
  final WorkerProcess worker;
  final Ledger ledger;
  private final Map<Long, List<Change>> attempted = new ConcurrentHashMap<>();
  private StreamChecker checker = new StreamChecker(attempted);
  private WorkerDocument document;
  private String postgresPassword = "p0";
  private String natsPassword = "n0";
  private long read;
  private int restarts;

  /** The wall clocks of either side. */
  record Clocks(OwnClock worker, OwnClock postgres) {}

  ChaosScene(Means means) {
    postgresDisk = means.disks() ? SmallDisk.ofMegabytes(means.megabytes()) : null;
    clocks = means.clocks() ? new Clocks(OwnClock.started(), OwnClock.started()) : null;
    postgres = postgres(postgresDisk, clocks);
    cluster = new WiredCluster(means.megabytes(), USER, natsPassword);
    database = new Wire(postgres.port());
    tap = new StreamTap(cluster.servers(), WorkerDocument.STREAM, ANSWER);
    document =
        WorkerDocument.of(postgres, cluster.servers().getFirst())
            .with("database.port", Integer.toString(database.port()))
            .with("publication", "{existing: {name: app}}")
            .with("filter", filter(""))
            .with("nats.servers", cluster.addresses())
            .with("nats.stream.createIfMissing", "{replicas: 3}");
    worker = WorkerProcess.of(credited());
    if (clocks != null) {
      worker.withClock(clocks.worker());
    }
    ledger = new Ledger(postgres.jdbcUrl("postgres"), 1, attempted).withGiants(GIANT_ONCE_IN);
  }

  private static PostgresServer postgres(@Nullable SmallDisk disk, @Nullable Clocks clocks) {
    var plain =
        PostgresServer.Options.none()
            .with("max_wal_size", "64MB")
            .withHba(
                "host all postgres 127.0.0.1/32 trust", "host all all 127.0.0.1/32 scram-sha-256");
    var options = clocks == null ? plain : plain.withClock(clocks.postgres());
    PostgresServer server =
        disk == null
            ? PostgresServer.start(PostgresVersion.PG17, options)
            : PostgresServer.startIn(subfolder(disk.folder()), PostgresVersion.PG17, options);
    Ledger.createTables(server);
    server.execute(
        "create role " + USER + " login replication password 'p0'",
        "create publication app for table entry, ledger, audit");
    return server;
  }

  /** IllegalStateException where it was made without. */
  Clocks clocks() {
    if (clocks == null) {
      throw new IllegalStateException("worker and PostgreSQL have no clocks of their own");
    }
    return clocks;
  }

  private static Path subfolder(Path disk) {
    Path folder = disk.resolve("postgres");
    if (!folder.toFile().mkdir()) {
      throw new IllegalStateException("cannot make " + folder);
    }
    return folder;
  }

  private static String filter(String more) {
    return "{tables: {'*': [insert, update, delete]" + more + "}}";
  }

  private WorkerDocument credited() {
    return document.as(USER, postgresPassword).asOnNats(USER, natsPassword);
  }

  /** Starts the worker and the application, with so many transactions a second. */
  void start(int rate) {
    worker.start().awaitStreaming();
    ledger.run(rate);
  }

  /** A worker of the same document, which is not started. */
  WorkerProcess rival() {
    return WorkerProcess.of(credited());
  }

  /** Tells the worker of PostgreSQL's new password. */
  void tellPostgresPassword(String changed) {
    postgresPassword = changed;
    worker.write(credited());
  }

  /** Tells the worker of NATS' new password. */
  void tellNatsPassword(String changed) {
    natsPassword = changed;
    worker.write(credited());
  }

  /** Another filter, hence another mapping, by which the same events are wanted. */
  void changeFilter(int number) {
    document = document.with("filter", filter(", nothing_" + number + ": [insert]"));
    worker.write(credited());
  }

  /** The server that leads the stream, once there is one. */
  int leader() {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(this::leaderNow, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Integer> leaderNow() {
    try {
      var cluster = tap.info().getClusterInfo();
      return cluster == null ? Optional.empty() : this.cluster.named(cluster.getLeader());
    } catch (IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** The process that sends to the worker, once there is one. */
  long walsender() {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(this::walsenderNow, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Long> walsenderNow() {
    keepRunning();
    try {
      return Optional.ofNullable(
              postgres.query(
                  "select active_pid from pg_replication_slots where slot_name = '"
                      + WorkerDocument.SLOT
                      + "'"))
          .map(Long::valueOf);
    } catch (IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** How many events are committed and not stored, as far as one can tell at this moment. */
  long inFlight() {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(this::inFlightNow, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Long> inFlightNow() {
    try {
      return Optional.of(tap.missingOf(ledger::events));
    } catch (IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** Starts a worker again that has ended for a reason that goes away; fails for any other. */
  void keepRunning() {
    if (worker.isRunning()) {
      return;
    }
    var words = TerminationMessage.parse(worker.terminationLog());
    if (words.isEmpty() || !PASSING.contains(words.get().why().reason())) {
      throw new IllegalStateException("the worker has ended:\n" + worker.log());
    }
    restarts++;
    worker.start();
  }

  /** How often the worker was started again by {@link #keepRunning}. */
  int restarts() {
    return restarts;
  }

  /** Waits until all that is committed now is stored, and read; false when patience ends. */
  boolean catchUp() {
    return catchUp(PATIENCE);
  }

  private boolean catchUp(Duration patience) {
    var wanted = ledger.committed();
    long events = ledger.events();
    long end = System.nanoTime() + patience.toNanos();
    await()
        .atMost(patience.plusSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              keepRunning();
              readOn();
              return checker.events() >= events || System.nanoTime() > end;
            });
    return checker.damage(wanted).lost() == 0;
  }

  /** Reads what the stream holds behind what was read already, as far as somebody answers. */
  private void readOn() {
    try {
      tap.read(
          read + 1,
          message -> {
            if (message.sequence() > read) {
              checker.accept(message);
              read = message.sequence();
            }
          });
    } catch (IllegalStateException e) {
      // There is no leader yet; the next round reads on from the same place.
    }
  }

  /** What is wrong by now with what came. */
  Damage damage() {
    return checker.damage();
  }

  /** As {@link #damage()}, when what is committed now is missing for good. */
  Damage damageForGood() {
    return checker.damage(ledger.committed());
  }

  /** What is wrong, in words. */
  List<String> violations() {
    return checker.violations();
  }

  /** Stops the application, and reads the whole stream once more from its beginning. */
  Damage quiet() {
    try {
      ledger.stop();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    catchUp();
    Damage asItCame = damageForGood();
    checker = new StreamChecker(attempted);
    read = 0;
    catchUp(READING);
    return asItCame.isNone() ? damageForGood() : asItCame;
  }

  @Override
  public void close() {
    ledger.close();
    worker.close();
    database.close();
    cluster.close();
    postgres.close();
    if (postgresDisk != null) {
      postgresDisk.close();
    }
    if (clocks != null) {
      clocks.worker().close();
      clocks.postgres().close();
    }
  }
}
