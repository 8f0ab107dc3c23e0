package io.pgwalstreams.demo;

import io.pgwalstreams.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An application: customers order, orders are sent or cancelled. Writes over one connection, so the
 * order of its commits is known, and remembers each change that it committed. One thread.
 */
final class Shop implements AutoCloseable {
  static final String DATABASE = "shop";
  static final String USER = "shop";

  private static final List<String> ARTICLES =
      List.of("tea", "bread", "apples", "soap", "paper", "nails", "wool", "lamp oil");

  private final Connection connection;
  private final Random random = new Random(7);
  private final List<Change> committed = new ArrayList<>();
  private final List<Change> open = new ArrayList<>();
  private final List<Integer> orders = new ArrayList<>();
  private int customers;
  private int order;
  private long revision;
  private long transaction;
  private int rolledBack;

  Shop(PostgresServer server) throws SQLException {
    server.execute(
        "create role " + USER + " login replication password 'demo'",
        "create database " + DATABASE + " owner " + USER);
    connection = server.connect(DATABASE, USER, "demo");
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          create table customers(id int primary key, name text, city text, revision bigint);
          create table orders(id int primary key, customer int references customers, state text,
            total numeric(10, 2), placed timestamptz default now(), revision bigint);
          create table order_lines(id int references orders on delete cascade, line int,
            article text, quantity int, revision bigint, primary key (id, line))""");
    }
    connection.setAutoCommit(false);
  }

  /** Every change that is committed, in order. */
  List<Change> ledger() {
    return List.copyOf(committed);
  }

  /** How many changes are committed. */
  int committed() {
    return committed.size();
  }

  /** Transactions that were rolled back. */
  int rolledBack() {
    return rolledBack;
  }

  /** One transaction; now and then one that is rolled back. */
  void trade() throws SQLException {
    begin();
    int what = random.nextInt(20);
    if (customers < 3 || what < 2) {
      register("customer " + (customers + 1));
    } else if (orders.size() < 3 || what < 12) {
      place();
    } else if (what < 17) {
      send();
    } else if (what < 19) {
      cancel();
    } else {
      regret();
      return;
    }
    commit();
  }

  /** One large transaction: this many customers. */
  void takeOver(int many) throws SQLException {
    begin();
    try (PreparedStatement statement =
        connection.prepareStatement("insert into customers values (?, ?, ?, ?)")) {
      for (int i = 0; i < many; i++) {
        customers++;
        statement.setInt(1, customers);
        statement.setString(2, "taken over " + customers);
        statement.setString(3, "Gdańsk");
        statement.setLong(4, ++revision);
        statement.addBatch();
        note("customers", "insert", customers + "", revision + "");
      }
      statement.executeBatch();
    }
    commit();
  }

  private void begin() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_current_xact_id()::xid::text::bigint")) {
      row.next();
      transaction = row.getLong(1);
    }
  }

  private void commit() throws SQLException {
    connection.commit();
    committed.addAll(open);
    open.clear();
  }

  private void regret() throws SQLException {
    register("nobody");
    connection.rollback();
    customers--;
    open.clear();
    rolledBack++;
  }

  private void register(String name) throws SQLException {
    customers++;
    run("customers", "insert", customers + "", "insert into customers values (?, ?, ?, ?)")
        .with(customers, name, "Łódź");
  }

  private void place() throws SQLException {
    order++;
    orders.add(order);
    int customer = 1 + random.nextInt(customers);
    run(
            "orders",
            "insert",
            order + "",
            "insert into orders(id, customer, state, total, revision) values (?, ?, ?, ?, ?)")
        .with(order, customer, "placed", new java.math.BigDecimal("12.50"));
    for (int line = 1; line <= 1 + random.nextInt(4); line++) {
      String article = ARTICLES.get(random.nextInt(ARTICLES.size()));
      run(
              "order_lines",
              "insert",
              order + "/" + line,
              "insert into order_lines values (?, ?, ?, ?, ?)")
          .with(order, line, article, 1 + random.nextInt(9));
    }
  }

  private void send() throws SQLException {
    int sent = orders.get(random.nextInt(orders.size()));
    run(
            "orders",
            "update",
            sent + "",
            "update orders set state = ?, revision = v.revision"
                + " from (select ?::int as id, ?::bigint as revision) v where orders.id = v.id")
        .with("sent", sent);
  }

  private void cancel() throws SQLException {
    int gone = orders.remove(random.nextInt(orders.size()));
    try (PreparedStatement lines =
            connection.prepareStatement("delete from order_lines where id = ? returning line");
        PreparedStatement whole = connection.prepareStatement("delete from orders where id = ?")) {
      lines.setInt(1, gone);
      try (var row = lines.executeQuery()) {
        while (row.next()) {
          note("order_lines", "delete", gone + "/" + row.getInt(1), "");
        }
      }
      whole.setInt(1, gone);
      whole.executeUpdate();
      note("orders", "delete", gone + "", "");
    }
  }

  private void note(String table, String action, String key, String revision) {
    String subject = DATABASE + ".public." + table + "." + action;
    open.add(new Change(transaction, subject, key, revision));
  }

  private interface Parameters {
    void with(Object... values) throws SQLException;
  }

  /** A statement whose last parameter is the revision, which makes the change unlike any other. */
  private Parameters run(String table, String action, String key, String sql) {
    return values -> {
      revision++;
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        statement.setLong(values.length + 1, revision);
        statement.executeUpdate();
      }
      note(table, action, key, revision + "");
    };
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
