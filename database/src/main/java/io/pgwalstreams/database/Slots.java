package io.pgwalstreams.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates and drops slots. Creating waits for every transaction that is open: use a connection of
 * its own.
 */
public final class Slots {
  private final Connection connection;
  private final int major;

  public Slots(Connection connection) throws SQLException {
    this.connection = connection;
    this.major = connection.getMetaData().getDatabaseMajorVersion();
  }

  /**
   * Creates a logical slot for pgoutput; returns when every transaction that was open has ended.
   *
   * @param failover synchronized to standbys; ignored before PostgreSQL 17
   */
  public void create(String name, boolean failover) throws SQLException {
    String sql =
        major >= 17
            ? "select pg_create_logical_replication_slot(?, 'pgoutput', false, false, ?)"
            : "select pg_create_logical_replication_slot(?, 'pgoutput')";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      if (major >= 17) {
        statement.setBoolean(2, failover);
      }
      statement.execute();
    }
  }

  /** Drops it; SQLException 55006 when somebody reads from it, 42704 when there is none. */
  public void drop(String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select pg_drop_replication_slot(?)")) {
      statement.setString(1, name);
      statement.execute();
    }
  }

  /**
   * Whom the creation of a slot waits for.
   *
   * @param pid process id of the session; 0 for a prepared transaction
   * @param seconds how long its transaction is open
   */
  public record Waiting(long pid, String user, String application, long seconds) {}

  /** The open transactions with an xid, oldest first; they hold up the creation of a slot. */
  public List<Waiting> waitingFor() throws SQLException {
    var all = new ArrayList<Waiting>();
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                select pid, coalesce(usename, ''), coalesce(application_name, ''),
                       coalesce(extract(epoch from now() - xact_start), 0)::bigint
                  from pg_stat_activity
                 where backend_xid is not null and pid <> pg_backend_pid()
                union all
                select 0, owner, 'prepared transaction ' || gid,
                       extract(epoch from now() - prepared)::bigint
                  from pg_prepared_xacts
                 order by 4 desc""");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        all.add(new Waiting(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4)));
      }
    }
    return all;
  }
}
