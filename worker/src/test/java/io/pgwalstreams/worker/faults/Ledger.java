package io.pgwalstreams.worker.faults;

import io.pgwalstreams.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An application that writes transactions of known content and remembers what it committed, over
 * any number of lost connections. Every transaction begins with a row of {@code entry}, by which
 * the outcome of a commit whose answer never came is found out later. One thread writes; the other
 * methods are thread-safe.
 */
final class Ledger implements AutoCloseable {
  /** The tables that it writes. */
  static final List<String> TABLES = List.of("entry", "ledger", "audit");

  private static final int REMEMBERED = 400;

  private final String url;
  private final long base;
  private final Random random;
  private final Map<Long, List<Change>> attempted;
  private final ConcurrentHashMap<Long, Boolean> committed = new ConcurrentHashMap<>();
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private List<Long> alive = new ArrayList<>();
  private long rows;
  private LedgerShape shape = LedgerShape.USUAL;
  private @Nullable Connection connection;
  private @Nullable Long unknown;
  private boolean lost;
  private volatile @Nullable RuntimeException defect;

  /** {@code writer} tells several ledgers of one database apart. */
  Ledger(String url, int writer, Map<Long, List<Change>> attempted) {
    this.url = url;
    this.base = writer * 1_000_000_000L;
    this.random = new Random(writer);
    this.attempted = attempted;
  }

  /** Makes the tables. */
  static void createTables(PostgresServer server) {
    server.execute(
        "create table entry(tx bigint primary key, payload text)",
        "create table ledger(id bigint primary key, tx bigint, n int, payload text)",
        "create table audit(id bigint primary key, tx bigint, n int, payload text)");
  }

  /** Lets about one transaction of so many have thousands of changes. */
  Ledger withGiants(int onceIn) {
    shape = new LedgerShape(onceIn);
    return this;
  }

  /** Writes this many transactions a second from now on. */
  void run(int perSecond) {
    var unused =
        executor.scheduleAtFixedRate(
            this::writeOrLookAgain, 0, 1_000_000L / perSecond, TimeUnit.MICROSECONDS);
  }

  private void writeOrLookAgain() {
    try {
      write();
    } catch (SQLException e) {
      // The server is away; the next round tries again, perhaps another server that lacks the end.
      lost = true;
      disconnect();
    } catch (RuntimeException e) {
      defect = e;
      throw e;
    }
  }

  /** Writes one transaction; SQLException when it was not committed, or nobody knows. */
  void write() throws SQLException {
    Connection c = connected();
    settle(c);
    long tx = base + transactions.incrementAndGet();
    var changes = new ArrayList<Change>();
    List<Long> before = List.copyOf(alive);
    try {
      fill(c, tx, changes);
      if (random.nextInt(10) == 0) {
        c.rollback();
        alive = new ArrayList<>(before);
        return;
      }
      attempted.put(tx, List.copyOf(changes));
      unknown = tx;
      c.commit();
      settled(tx, true);
    } catch (SQLException e) {
      alive = new ArrayList<>(before);
      throw e;
    }
  }

  private void fill(Connection c, long tx, List<Change> changes) throws SQLException {
    insertEntry(c, tx, changes);
    int size = shape.size(random);
    for (int n = 0; n < size; n++) {
      change(c, tx, n, changes);
    }
    if (random.nextInt(5) == 0) {
      Savepoint savepoint = c.setSavepoint();
      List<Long> before = List.copyOf(alive);
      change(c, tx, size, new ArrayList<>());
      c.rollback(savepoint);
      alive = new ArrayList<>(before);
    }
  }

  private void insertEntry(Connection c, long tx, List<Change> changes) throws SQLException {
    String payload = LedgerShape.payload(random);
    try (PreparedStatement insert = c.prepareStatement("insert into entry values (?, ?)")) {
      insert.setLong(1, tx);
      insert.setString(2, payload);
      insert.executeUpdate();
    }
    changes.add(Change.entry(tx, payload));
  }

  private void change(Connection c, long tx, int n, List<Change> changes) throws SQLException {
    int kind = alive.size() < 20 ? 0 : random.nextInt(10);
    if (kind < 6) {
      insert(c, tx, n, changes);
    } else if (kind < 9) {
      update(c, tx, n, changes);
    } else {
      delete(c, changes);
    }
  }

  private void insert(Connection c, long tx, int n, List<Change> changes) throws SQLException {
    long id = base + ++rows;
    String payload = LedgerShape.payload(random);
    String table = table(id);
    try (PreparedStatement insert =
        c.prepareStatement("insert into " + table + "(tx, n, payload, id) values (?, ?, ?, ?)")) {
      execute(insert, tx, n, payload, id);
    }
    alive.add(id);
    if (alive.size() > REMEMBERED) {
      alive.removeFirst();
    }
    changes.add(Change.of(table, "INSERT", id, tx, n, payload));
  }

  private void update(Connection c, long tx, int n, List<Change> changes) throws SQLException {
    long id = alive.get(random.nextInt(alive.size()));
    String payload = LedgerShape.payload(random);
    String table = table(id);
    try (PreparedStatement update =
        c.prepareStatement("update " + table + " set tx = ?, n = ?, payload = ? where id = ?")) {
      execute(update, tx, n, payload, id);
    }
    changes.add(Change.of(table, "UPDATE", id, tx, n, payload));
  }

  private void delete(Connection c, List<Change> changes) throws SQLException {
    long id = alive.remove(random.nextInt(alive.size()));
    String table = table(id);
    try (PreparedStatement delete = c.prepareStatement("delete from " + table + " where id = ?")) {
      delete.setLong(1, id);
      delete.executeUpdate();
    }
    changes.add(Change.deleted(table, id));
  }

  private static void execute(PreparedStatement s, long tx, int n, String payload, long id)
      throws SQLException {
    s.setLong(1, tx);
    s.setInt(2, n);
    s.setString(3, payload);
    s.setLong(4, id);
    if (s.executeUpdate() != 1) {
      throw new IllegalStateException("row " + id + " is not there");
    }
  }

  private static String table(long id) {
    return id % 3 == 0 ? "audit" : "ledger";
  }

  private void settle(Connection c) throws SQLException {
    Long tx = unknown;
    if (tx != null) {
      settle(c, tx);
    }
    if (tx != null || lost) {
      restore(c);
      lost = false;
    }
  }

  private void settle(Connection c, long tx) throws SQLException {
    try (PreparedStatement query = c.prepareStatement("select 1 from entry where tx = ?")) {
      query.setLong(1, tx);
      try (var rowsFound = query.executeQuery()) {
        settled(tx, rowsFound.next());
      }
    }
    c.commit();
  }

  /** Which rows exist now, after a commit of unknown outcome, or on another server. */
  private void restore(Connection c) throws SQLException {
    alive = new ArrayList<>();
    try (PreparedStatement query =
        c.prepareStatement(
            "select id from ledger where id > ? and id < ? union all"
                + " select id from audit where id > ? and id < ?")) {
      for (int i = 0; i < 2; i++) {
        query.setLong(2 * i + 1, base);
        query.setLong(2 * i + 2, base + 1_000_000_000L);
      }
      try (var found = query.executeQuery()) {
        while (found.next()) {
          alive.add(found.getLong(1));
        }
      }
    }
    c.commit();
  }

  private void settled(long tx, boolean wasCommitted) {
    committed.put(tx, wasCommitted);
    if (wasCommitted) {
      events.addAndGet(attempted.get(tx).size());
    }
    unknown = null;
  }

  private Connection connected() throws SQLException {
    Connection c = connection;
    if (c == null) {
      c = DriverManager.getConnection(url, PostgresServer.SUPERUSER, "");
      c.setAutoCommit(false);
      connection = c;
    }
    return c;
  }

  /** Ends the connection; the next write makes another. */
  void disconnect() {
    Connection c = connection;
    connection = null;
    if (c != null) {
      try {
        c.close();
      } catch (SQLException e) {
        // It was lost already.
      }
    }
  }

  /** Stops writing, and finds out about the last commit; the server must be there. */
  void stop() throws SQLException {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the ledger does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    RuntimeException found = defect;
    if (found != null) {
      throw found;
    }
    settle(connected());
    disconnect();
  }

  /** The events of the transactions that are committed. */
  long events() {
    return events.get();
  }

  /** The transactions that are committed. */
  List<Long> committed() {
    return committed.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void close() {
    executor.shutdownNow();
    disconnect();
  }
}
