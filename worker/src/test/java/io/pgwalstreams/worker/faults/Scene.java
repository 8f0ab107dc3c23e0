package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.api.StreamConfiguration;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PostgreSQL, a nats-server, a worker between them, and an application that writes. Not
 * thread-safe.
 */
final class Scene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final PostgresServer postgres;
  final NatsServer nats;
  final StreamTap tap;
  final WorkerProcess worker;
  final StreamChecker checker;
  private final Map<Long, List<Change>> attempted = new ConcurrentHashMap<>();
  private final List<Ledger> ledgers = new ArrayList<>();
  private WorkerDocument document;
  private long read;

  private Scene(PostgresServer postgres, NatsServer nats) {
    this.postgres = postgres;
    this.nats = nats;
    this.tap = new StreamTap(nats, WorkerDocument.STREAM);
    this.document = WorkerDocument.of(postgres, nats);
    this.worker = WorkerProcess.of(document);
    this.checker = new StreamChecker(attempted);
    Ledger.createTables(postgres);
  }

  /** Servers with the tables, nothing else. */
  static Scene set() {
    return set(PostgresServer.Options.none(), "");
  }

  static Scene set(PostgresServer.Options options, String natsConfiguration) {
    return new Scene(
        PostgresServer.start(PostgresVersion.PG17, options), NatsServer.start(natsConfiguration));
  }

  /** Changes the worker's document; a running worker takes it up by itself. */
  Scene with(String path, String yaml) {
    document = document.with(path, yaml);
    worker.write(document);
    return this;
  }

  /** Changes whom the worker connects to PostgreSQL as. */
  Scene as(String user, String password) {
    document = document.as(user, password);
    worker.write(document);
    return this;
  }

  WorkerDocument document() {
    return document;
  }

  /** Makes the stream before the worker can. */
  Scene stream(StreamConfiguration.Builder configuration) {
    tap.create(configuration.subjects(WorkerDocument.PREFIX + ".>"));
    return this;
  }

  /** Starts the worker and waits until it streams. */
  Scene started(String... arguments) {
    worker.start(arguments).awaitStreaming();
    return this;
  }

  /** One more application. */
  Ledger ledger() {
    var ledger = new Ledger(postgres.jdbcUrl("postgres"), ledgers.size() + 1, attempted);
    ledgers.add(ledger);
    return ledger;
  }

  /** Writes transactions now; all of them are committed when it returns, but those rolled back. */
  Scene write(int transactions) {
    if (ledgers.isEmpty()) {
      ledger();
    }
    Ledger ledger = ledgers.getFirst();
    try {
      for (int i = 0; i < transactions; i++) {
        ledger.write();
      }
      ledger.disconnect();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** How many events the committed transactions are. */
  long expectedEvents() {
    return committed().stream().mapToLong(tx -> attempted.get(tx).size()).sum();
  }

  List<Long> committed() {
    return ledgers.stream().flatMap(l -> l.committed().stream()).toList();
  }

  /** Waits until the stream has grown by so many messages from now. */
  void awaitGrowth(long messages) {
    long from = await().atMost(PATIENCE).until(tap::last, l -> l.isPresent()).getAsLong();
    awaitLast(from + messages);
  }

  /** Waits until the stream's last sequence is at least this. */
  void awaitLast(long sequence) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> tap.last().orElse(-1) >= sequence);
  }

  /** Checks what the stream holds behind what was checked already. */
  void readOn() {
    read = Math.max(read, tap.read(read + 1, checker::accept));
  }

  /** As {@link #readOn}, by taking the messages out of the stream. */
  void consume() {
    tap.consume(
        message -> {
          if (message.sequence() > read) {
            checker.accept(message);
            read = message.sequence();
          }
        });
  }

  /** Waits until everything that was committed is stored, reading on; then asserts exactly once. */
  void assertExactlyOnce() {
    assertExactlyOnce(this::readOn);
  }

  /** As {@link #assertExactlyOnce()}, of a stream whose messages are consumed. */
  void assertConsumedExactlyOnce() {
    assertExactlyOnce(this::consume);
  }

  private void assertExactlyOnce(Runnable reading) {
    long expected = expectedEvents();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .failFast(this::assertRunning)
        .until(
            () -> {
              reading.run();
              return checker.events() >= expected;
            });
    checker.assertExactly(committed());
  }

  /**
   * Waits until every committed change is stored, however often and in whatever order: what can be
   * promised after a halt was accepted.
   */
  void assertNothingLost() {
    var wanted = new HashSet<Change>();
    committed().forEach(tx -> wanted.addAll(attempted.get(tx)));
    await()
        .atMost(PATIENCE)
        .failFast(this::assertRunning)
        .untilAsserted(() -> assertThat(stored()).containsAll(wanted));
  }

  /** As {@link #assertNothingLost}; the changes before the one gap event were read already. */
  void assertNothingLostBehindAGap() {
    assertExactlyOnce();
    assertThat(checker.others()).hasSize(1);
    assertThat(checker.others().getFirst().subject()).isEqualTo(WorkerDocument.PREFIX + ".gap");
  }

  /** Up to which sequence the stream was read. */
  long readTo() {
    return read;
  }

  /** The changes that the whole stream holds now. */
  List<Change> stored() {
    var found = new ArrayList<Change>();
    tap.read(1, message -> StreamChecker.change(message).ifPresent(found::add));
    return found;
  }

  /** The changes that were committed, in no order. */
  List<Change> changes() {
    return committed().stream().flatMap(tx -> attempted.get(tx).stream()).toList();
  }

  /** Waits for the worker's end; its exit status and its last words must name the reason. */
  String haltsWith(Reason reason) {
    return LastWords.of(worker, reason).text();
  }

  /** The id that accepts the halt that the worker has just ended with. */
  String haltId() {
    return LastWords.haltId(worker);
  }

  /** Waits until the worker says that it waits for this reason, and what to do about it. */
  void awaitWaiting(Reason reason) {
    worker.awaitStatus(s -> s.path("why").path("reason").asText().equals(reason.name()));
    assertThat(worker.log()).contains("\"reason\":\"" + reason + "\"");
  }

  private void assertRunning() {
    assertThat(worker.isRunning()).as(worker::log).isTrue();
  }

  /** Stops the applications; PostgreSQL must be there. */
  void quiet() {
    for (Ledger ledger : ledgers) {
      try {
        ledger.stop();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    ledgers.forEach(Ledger::close);
    worker.close();
    nats.close();
    postgres.close();
  }
}
