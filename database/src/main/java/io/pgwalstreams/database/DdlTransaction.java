package io.pgwalstreams.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * One transaction that changes the catalog. A statement that waits for another session's lock gives
 * up after {@code lock_timeout}. Not thread-safe, as its connection is not.
 */
final class DdlTransaction {
  private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'";

  /** So that texts end where {@link RowFilter} believes. */
  private static final String PLAIN_TEXTS = "SET LOCAL standard_conforming_strings = on";

  private final Connection connection;

  DdlTransaction(Connection connection) {
    this.connection = connection;
  }

  interface Work {
    void run() throws SQLException;
  }

  /** Runs the work, all of it or nothing. */
  void run(Work work) throws SQLException {
    run(work, connection::commit);
  }

  /** Runs the work and takes it back: only to see whether it can be done. */
  void tryOut(Work work) throws SQLException {
    run(work, connection::rollback);
  }

  private void run(Work work, Work end) throws SQLException {
    boolean before = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      execute(List.of(LOCK_TIMEOUT, PLAIN_TEXTS));
      work.run();
      end.run();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(before);
    }
  }

  void execute(List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
