package io.pgwalstreams.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Creates and drops slots, and sees who is in the way. Creating waits for every transaction that is
 * open: use a connection of its own.
 */
public final class Slots {
  private static final int KEPT_OF_A_NAME = 63;

  private static final String OPEN =
      """
      select w.pid, w.who, w.application, w.seconds from (
        select pid, coalesce(usename, '') as who, coalesce(application_name, '') as application,
               coalesce(extract(epoch from now() - xact_start), 0)::bigint as seconds
          from pg_stat_activity
         where backend_xid is not null and pid <> pg_backend_pid()
        union all
        select 0, owner, 'prepared transaction ' || gid,
               extract(epoch from now() - prepared)::bigint
          from pg_prepared_xacts) w""";

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
    try (PreparedStatement patience = connection.prepareStatement("set lock_timeout = 0");
        PreparedStatement statement = connection.prepareStatement(sql)) {
      // to PostgreSQL, waiting for the end of a transaction is waiting for its lock
      patience.execute();
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
    return waiting("");
  }

  /**
   * Whom that session, which creates a slot, waits for at this moment: one after the other, so
   * there may be more to come. Empty while it does not wait.
   */
  public List<Waiting> waitingFor(long maker) throws SQLException {
    return waiting(" where w.pid = any (array(select unnest(pg_blocking_pids(" + maker + "))))");
  }

  private List<Waiting> waiting(String which) throws SQLException {
    var all = new ArrayList<Waiting>();
    try (PreparedStatement query = connection.prepareStatement(OPEN + which + " order by 4 desc");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        all.add(new Waiting(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4)));
      }
    }
    return all;
  }

  /** The process id of this connection's session. */
  public int session() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("select pg_backend_pid()");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  /** What a session calls itself; empty when it has ended. */
  public Optional<String> application(long pid) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select coalesce(application_name, '') from pg_stat_activity where pid = ?")) {
      query.setLong(1, pid);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  /** Whether a session that calls itself so has this name, of which PostgreSQL keeps 63 bytes. */
  public static boolean isNamed(String application, String name) {
    return application.equals(name.substring(0, Math.min(KEPT_OF_A_NAME, name.length())));
  }

  /** Ends a session of one's own role; false when there is none of that process id any more. */
  public boolean terminate(long pid) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select pg_terminate_backend(?)")) {
      statement.setInt(1, Math.toIntExact(pid));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
