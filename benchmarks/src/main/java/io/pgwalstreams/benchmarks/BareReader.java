package io.pgwalstreams.benchmarks;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.worker.replication.PgReplicationSource;
import io.pgwalstreams.worker.replication.ReplicationFrame;
import io.pgwalstreams.worker.replication.ReplicationStream;
import java.util.Map;

/**
 * Reads a slot as fast as the walsender sends, and does nothing with it. Its clock begins when it
 * asks for the replication: of a large transaction PostgreSQL reads the whole WAL before it sends
 * the first row.
 */
final class BareReader {
  private BareReader() {}

  static double perSecond(PgConnector connector, String slot, String publication, long rows) {
    try (var source = PgReplicationSource.open(connector)) {
      long from = System.nanoTime();
      try (var stream =
          source.start(
              slot,
              Lsn.INVALID,
              Map.of("proto_version", "1", "publication_names", '"' + publication + '"'))) {
        readAll(stream, rows);
        return rows * 1e9 / (System.nanoTime() - from);
      }
    }
  }

  private static void readAll(ReplicationStream stream, long rows) {
    long seen = 0;
    while (seen < rows) {
      ReplicationFrame frame = stream.poll();
      if (frame instanceof ReplicationFrame.WalData data && data.bytes()[data.from()] == 'I') {
        seen++;
      }
    }
  }
}
