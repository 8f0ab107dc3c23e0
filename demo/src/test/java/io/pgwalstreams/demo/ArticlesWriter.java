package io.pgwalstreams.demo;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An application that writes {@code articles}: transactions of all operations, some rolled back,
 * with numbers beyond binary floating point and bodies that PostgreSQL stores out of line. One
 * thread.
 */
final class ArticlesWriter {
  private static final long FIRST = 9_007_199_254_740_993L;
  private static final int LONG = 3_000;

  private final Connection connection;
  private final Random random = new Random(11);
  private List<Long> ids = new ArrayList<>();
  private long next = FIRST;

  ArticlesWriter(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
  }

  /** One transaction of some changes; now and then one that is rolled back. */
  void write() throws SQLException {
    List<Long> before = List.copyOf(ids);
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      change();
    }
    if (random.nextInt(8) == 0) {
      connection.rollback();
      ids = new ArrayList<>(before);
    } else {
      connection.commit();
    }
  }

  /** Everything is gone in one statement, and written anew. */
  void truncate() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("truncate articles");
    }
    ids.clear();
    insert();
    connection.commit();
  }

  private void change() throws SQLException {
    int kind = ids.size() < 10 ? 0 : random.nextInt(20);
    if (kind < 8) {
      insert();
    } else if (kind < 12) {
      run(
          "update articles set price = ?, changed = clock_timestamp() where id = ?",
          price(),
          any());
    } else if (kind < 14) {
      run("update articles set body = ? where id = ?", body(), any());
    } else if (kind < 17) {
      rename();
    } else {
      run("delete from articles where id = ?", ids.remove(random.nextInt(ids.size())));
    }
  }

  private void insert() throws SQLException {
    long id = next++;
    ids.add(id);
    run(
        "insert into articles values (?, ?, ?, ?, clock_timestamp())",
        id,
        "żółw \"" + id + "\" \\ 😀",
        price(),
        body());
  }

  /** Another key, and mostly a body that is not sent with it. */
  private void rename() throws SQLException {
    long id = next++;
    run("update articles set id = ? where id = ?", id, ids.remove(random.nextInt(ids.size())));
    ids.add(id);
  }

  private long any() {
    return ids.get(random.nextInt(ids.size()));
  }

  private @Nullable BigDecimal price() {
    return random.nextInt(10) == 0
        ? null
        : new BigDecimal("123456789012345678.90")
            .subtract(BigDecimal.valueOf(random.nextLong(), 2));
  }

  private @Nullable String body() {
    int kind = random.nextInt(4);
    if (kind == 0) {
      return null;
    }
    var text = new StringBuilder();
    while (text.length() < (kind == 1 ? 20 : LONG)) {
      text.append(Long.toString(random.nextLong(), 36));
    }
    return text.toString();
  }

  private void run(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("not one row: " + sql);
      }
    }
  }
}
