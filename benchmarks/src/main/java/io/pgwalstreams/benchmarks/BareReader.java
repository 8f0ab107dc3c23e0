package io.pgwalstreams.benchmarks;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.worker.replication.PgReplicationSource;
import io.pgwalstreams.worker.replication.ReplicationFrame;
import io.pgwalstreams.worker.replication.ReplicationStream;
import java.util.Map;

/** Reads a slot as fast as the walsender sends, and does nothing with it. */
final class BareReader {
  private BareReader() {}

  static double perSecond(PgConnector connector, String slot, String publication, long rows) {
    long from = System.nanoTime();
    long seen = 0;
    try (var source = PgReplicationSource.open(connector);
        ReplicationStream stream =
            source.start(
                slot,
                Lsn.INVALID,
                Map.of("proto_version", "1", "publication_names", '"' + publication + '"'))) {
      while (seen < rows) {
        ReplicationFrame frame = stream.poll();
        if (frame instanceof ReplicationFrame.WalData data && data.bytes()[data.from()] == 'I') {
          seen++;
        }
      }
    }
    return seen * 1e9 / (System.nanoTime() - from);
  }
}
