package io.pgwalstreams.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a slot's row. Not thread-safe, as its connection is not. */
public final class SlotReader {
  private final Connection connection;
  private final int major;

  public SlotReader(Connection connection) throws SQLException {
    this.connection = connection;
    this.major = connection.getMetaData().getDatabaseMajorVersion();
  }

  /** The server's major version. */
  public int major() {
    return major;
  }

  /** The slot's row; empty when there is none of this name. */
  public Optional<SlotState> read(String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql(major))) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(state(row)) : Optional.empty();
      }
    }
  }

  /** The query for a major version: its columns grew over the versions. */
  static String sql(int major) {
    String failover = major >= 17 ? "s.failover, s.synced" : "false, false";
    String invalidation =
        major >= 17
            ? "s.invalidation_reason"
            : major >= 16
                ? "case when s.conflicting then 'conflict with recovery' end"
                : "null::text";
    return """
        select s.slot_name, s.plugin, s.database, s.slot_type = 'logical', s.temporary, s.two_phase,
               %s, s.active_pid, s.restart_lsn, s.confirmed_flush_lsn, s.wal_status, s.safe_wal_size,
               coalesce(%s, case when s.wal_status = 'lost' then 'WAL was removed' end),
               w.lsn, pg_wal_lsn_diff(w.lsn, s.restart_lsn)::bigint,
               pg_wal_lsn_diff(w.lsn, s.confirmed_flush_lsn)::bigint
          from pg_replication_slots s,
               (select case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                            else pg_current_wal_lsn() end as lsn) w
         where s.slot_name = ?"""
        .formatted(failover, invalidation);
  }

  private static SlotState state(ResultSet row) throws SQLException {
    return new SlotState(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        row.getBoolean(5),
        row.getBoolean(6),
        row.getBoolean(7),
        row.getBoolean(8),
        number(row, 9),
        lsn(row, 10),
        lsn(row, 11),
        row.getString(12),
        number(row, 13),
        row.getString(14),
        Lsn.parse(row.getString(15)),
        Math.max(0, row.getLong(16)),
        Math.max(0, row.getLong(17)));
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static @Nullable Lsn lsn(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : Lsn.parse(text);
  }
}
