package io.pgwalstreams.worker.replication;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.PgFailures;
import io.pgwalstreams.postgres.ReplicationConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/** A walsender connection of PgJDBC. Used by one thread. */
public final class PgReplicationSource implements ReplicationSource {
  private final ReplicationConnection wire;

  private PgReplicationSource(ReplicationConnection wire) {
    this.wire = wire;
  }

  /** Connects; the caller closes it. */
  public static ReplicationSource open(PgConnector connector) {
    return new PgReplicationSource(connector.replication());
  }

  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> T query(String command, Reading<T> reading) {
    try (var statement = wire.connection().createStatement();
        var rows = statement.executeQuery(command)) {
      if (!rows.next()) {
        throw new FailureException(
            Reason.Internal.because("PostgreSQL answers " + command + " with no row", "report it"));
      }
      return reading.read(rows);
    } catch (SQLException e) {
      throw PgFailures.running(e, wire.endpoint());
    }
  }

  @Override
  public SystemIdentity identifySystem() {
    int version = query("SHOW server_version_num", row -> Integer.parseInt(row.getString(1)));
    return query(
        "IDENTIFY_SYSTEM",
        row ->
            new SystemIdentity(
                row.getString("systemid"),
                row.getInt("timeline"),
                Lsn.parse(row.getString("xlogpos")),
                version));
  }

  @Override
  public List<TimelineSwitch> timelineHistory(int timeline) {
    if (timeline <= 1) {
      return List.of();
    }
    // bytea by its type, plain text by its content (PostgreSQL manual 54.4): getString, not
    // getBytes, which would look for an encoding that is not there
    return parseHistory(query("TIMELINE_HISTORY " + timeline, row -> row.getString(2)));
  }

  /**
   * A history file: lines of {@code timeline, switch LSN, reason}, separated by tabs (PostgreSQL
   * source, timeline.c).
   */
  static List<TimelineSwitch> parseHistory(String content) {
    var switches = new ArrayList<TimelineSwitch>();
    for (var line : content.split("\n", -1)) {
      var trimmed = line.strip();
      if (trimmed.isEmpty() || trimmed.startsWith("#")) {
        continue;
      }
      var fields = trimmed.split("\\s+", 3);
      switches.add(new TimelineSwitch(Integer.parseInt(fields[0]), Lsn.parse(fields[1])));
    }
    return List.copyOf(switches);
  }

  @Override
  public void alterFailover(String slot, boolean failover) {
    try (var statement = wire.connection().createStatement()) {
      statement.execute(
          "ALTER_REPLICATION_SLOT " + identifier(slot) + " (FAILOVER " + failover + ")");
    } catch (SQLException e) {
      throw PgFailures.running(e, wire.endpoint());
    }
  }

  @Override
  public ReplicationStream start(String slot, Lsn from, Map<String, String> options) {
    var command =
        "START_REPLICATION SLOT "
            + identifier(slot)
            + " LOGICAL "
            + from
            + options.entrySet().stream()
                .map(o -> identifier(o.getKey()) + " " + literal(o.getValue()))
                .collect(Collectors.joining(", ", " (", ")"));
    try {
      var copy = wire.connection().unwrap(PGConnection.class).getCopyAPI().copyDual(command);
      return new PgReplicationStream(wire, copy, Clock.systemUTC(), System::nanoTime);
    } catch (SQLException e) {
      close();
      throw PgFailures.running(e, wire.endpoint());
    }
  }

  private static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  @Override
  public void close() {
    wire.close();
  }
}
