package io.pgwalstreams.benchmarks;

import io.pgwalstreams.testkit.PostgresServer;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Inserts one row a transaction at a steady rate. */
final class Commits {
  private Commits() {}

  static void at(PostgresServer postgres, String table, Passages passages) throws SQLException {
    String url = "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/postgres";
    try (var connection = DriverManager.getConnection(url, PostgresServer.SUPERUSER, "");
        var insert = connection.prepareStatement("insert into " + table + " values (?, 'row')")) {
      passages.pace(id -> insert(insert, id, passages));
    }
  }

  private static void insert(PreparedStatement insert, int id, Passages passages) {
    try {
      insert.setLong(1, id);
      insert.executeUpdate();
      passages.left(id);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
