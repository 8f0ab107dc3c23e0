package io.pgwalstreams.worker.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.OwnClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Does harm to a scene, and undoes it. Not thread-safe. */
final class Saboteur {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PIECE = Duration.ofMillis(20);

  private final ChaosScene scene;

  Saboteur(ChaosScene scene) {
    this.scene = scene;
  }

  /** Returns when the harm is over; its consequences need not be. */
  void strike(Strike strike) {
    Duration length = strike.length();
    switch (strike.harm()) {
      case LEADER_KILLED -> kill(scene.leader(), length);
      case SERVER_KILLED -> kill(follower(strike), length);
      case LEADER_STOPPED -> stop(server(scene.leader()).pid(), length);
      case LEADER_PARTITIONED -> partition(scene.leader(), length);
      case SERVER_PARTITIONED -> partition(follower(strike), length);
      case NATS_DISK_FULL -> fillNats(strike.victim() % 3, length);
      case NATS_CUT -> cut(scene.cluster.clients(), length);
      case NATS_SLOW -> slow(scene.cluster.clients(), length);
      case NATS_PASSWORD -> changeNatsPassword(strike);
      case WORKER_KILLED -> killWorker(length);
      case WORKER_STOPPED -> stop(scene.worker.pid(), length);
      case SECOND_WORKER -> letAnotherWork(length);
      case FILTER_CHANGED -> changeFilter(strike.number());
      case WORKER_CLOCK -> jump(scene.clocks().worker(), strike);
      case WALSENDER_KILLED -> Signal.KILL.to(scene.walsender());
      case WALSENDER_STOPPED -> stop(scene.walsender(), length);
      case POSTGRES_KILLED -> killPostgres(length);
      case POSTGRES_DISK_FULL -> fillPostgres(length);
      case POSTGRES_CUT -> cut(List.of(scene.database), length);
      case POSTGRES_SLOW -> slow(List.of(scene.database), length);
      case POSTGRES_PASSWORD -> changePostgresPassword(strike);
      case POSTGRES_CLOCK -> jump(scene.clocks().postgres(), strike);
    }
  }

  /** The time that a harm lasts is no condition that could be awaited. */
  static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private NatsServer server(int number) {
    return scene.cluster.servers().get(number);
  }

  private int follower(Strike strike) {
    return WiredCluster.another(scene.leader(), strike.victim());
  }

  private void kill(int server, Duration length) {
    server(server).kill9();
    pass(length);
    server(server).startAgain();
  }

  private static void stop(long pid, Duration length) {
    Signal.STOP.to(pid);
    pass(length);
    Signal.CONT.to(pid);
  }

  private void partition(int server, Duration length) {
    scene.cluster.partition(server);
    pass(length);
    scene.cluster.join(server);
  }

  private static void cut(List<Wire> wires, Duration length) {
    wires.forEach(Wire::cut);
    pass(length);
    wires.forEach(Wire::mend);
  }

  private static void slow(List<Wire> wires, Duration length) {
    wires.forEach(w -> w.slow(PIECE));
    pass(length);
    wires.forEach(Wire::mend);
  }

  /** An hour or two ahead of the machine's, or behind it; its processes look every second. */
  private static void jump(OwnClock clock, Strike strike) {
    int hours = 1 + strike.victim() % 2;
    clock.set(Duration.ofHours(strike.number() % 2 == 0 ? hours : -hours));
    pass(strike.length());
  }

  private void killWorker(Duration length) {
    scene.worker.kill9();
    pass(length);
    scene.worker.start();
  }

  private void killPostgres(Duration length) {
    scene.postgres.kill9();
    pass(length);
    scene.postgres.start();
  }

  /** Whoever has run out of room is started again, as its operator would do. */
  private void fillNats(int server, Duration length) {
    SmallDisk disk = scene.cluster.disk(server);
    disk.fill();
    pass(length);
    disk.free();
    server(server).kill9();
    server(server).startAgain();
  }

  private void fillPostgres(Duration length) {
    SmallDisk disk = scene.postgresDisk;
    if (disk == null) {
      throw new IllegalStateException("PostgreSQL has no disk of its own");
    }
    disk.fill();
    for (long end = System.nanoTime() + length.toNanos(); System.nanoTime() - end < 0; ) {
      needWal();
    }
    disk.free();
    await().atMost(PATIENCE).until(this::standsOrIsGone);
    if (!scene.postgres.isRunning()) {
      scene.postgres.start();
    }
  }

  /** Every new piece of WAL takes 16 MB, for which there is no room. */
  private void needWal() {
    try {
      scene.postgres.execute("select pg_switch_wal()");
    } catch (IllegalStateException e) {
      // It is down, as was wanted.
    }
    pass(Duration.ofMillis(50));
  }

  private boolean standsOrIsGone() {
    try {
      return !scene.postgres.isRunning() || scene.postgres.query("select 1") != null;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private void changeFilter(int number) {
    String before = mapping(scene.worker.status());
    scene.changeFilter(number);
    scene.worker.awaitStatus(s -> !mapping(s).isEmpty() && !mapping(s).equals(before));
  }

  private static String mapping(JsonNode status) {
    return status.path("config").path("mapping").asText();
  }

  private void changeNatsPassword(Strike strike) {
    String changed = "n" + strike.number();
    scene.cluster.changePassword(ChaosScene.USER, changed);
    pass(strike.length());
    scene.tellNatsPassword(changed);
  }

  private void changePostgresPassword(Strike strike) {
    String changed = "p" + strike.number();
    scene.postgres.execute(
        "alter role " + ChaosScene.USER + " password '" + changed + "'",
        "select pg_terminate_backend(" + scene.walsender() + ")");
    pass(strike.length());
    scene.tellPostgresPassword(changed);
  }

  /** The worker that was believed dead comes back while another one is at work. */
  private void letAnotherWork(Duration length) {
    long walsender = scene.walsender();
    scene.worker.pause();
    scene.postgres.execute("select pg_terminate_backend(" + walsender + ")");
    try (WorkerProcess rival = scene.rival()) {
      rival.start().awaitStreaming();
      scene.worker.resume();
      pass(length);
      rival.kill9();
    }
  }
}
