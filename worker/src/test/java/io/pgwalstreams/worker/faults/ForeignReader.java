package io.pgwalstreams.worker.faults;

import io.pgwalstreams.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** Somebody else's replication client on our slot. */
final class ForeignReader {
  private final PostgresServer server;

  ForeignReader(PostgresServer server) {
    this.server = server;
  }

  /** Confirms a position so many bytes beyond the end of WAL. */
  void confirm(String slot, String publication, long beyond) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> tryToConfirm(slot, publication, beyond));
  }

  private boolean tryToConfirm(String slot, String publication, long beyond) throws SQLException {
    var properties = new Properties();
    PGProperty.USER.set(properties, PostgresServer.SUPERUSER);
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    try (Connection c = DriverManager.getConnection(server.jdbcUrl("postgres"), properties);
        PGReplicationStream stream =
            c.unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", publication)
                .start()) {
      var end = LogSequenceNumber.valueOf(server.query("select pg_current_wal_lsn()"));
      var target = LogSequenceNumber.valueOf(end.asLong() + beyond);
      stream.setFlushedLSN(target);
      stream.setAppliedLSN(target);
      stream.forceUpdateStatus();
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  "t"
                      .equals(
                          server.query(
                              "select confirmed_flush_lsn >= '"
                                  + target.asString()
                                  + "' from pg_replication_slots where slot_name = '"
                                  + slot
                                  + "'")));
      return true;
    }
  }
}
