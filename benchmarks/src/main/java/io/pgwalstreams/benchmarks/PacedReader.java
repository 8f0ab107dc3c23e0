package io.pgwalstreams.benchmarks;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.replication.PgReplicationSource;
import io.pgwalstreams.worker.replication.ReplicationFrame;
import io.pgwalstreams.worker.replication.ReplicationStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A walsender's reader on a thread of its own that notes when each transaction was complete. */
final class PacedReader implements AutoCloseable {
  /** Type, relation, 'N', number of columns, 't', length (manual, 54.9). */
  private static final int FIRST_VALUE = 1 + 4 + 1 + 2 + 1 + 4;

  private final Passages passages;
  private final CompletableFuture<Void> end;
  private volatile boolean closed;

  private PacedReader(Site site, String slot, Passages passages) {
    this.passages = passages;
    this.end =
        CompletableFuture.runAsync(() -> read(site, slot), r -> Thread.ofPlatform().start(r));
  }

  static PacedReader start(Site site, String slot, Passages passages) {
    return new PacedReader(site, slot, passages);
  }

  private void read(Site site, String slot) {
    try (var source = PgReplicationSource.open(site.connector());
        ReplicationStream stream =
            source.start(
                slot,
                Lsn.INVALID,
                Map.of("proto_version", "1", "publication_names", '"' + slot + '"'))) {
      stream.patience(50);
      int id = 0;
      while (!closed) {
        if (stream.poll() instanceof ReplicationFrame.WalData data) {
          switch (data.bytes()[data.from()]) {
            case 'I' -> id = PacedConsumer.number(data.bytes(), data.from() + FIRST_VALUE);
            case 'C' -> passages.arrived(id);
            default -> {} // the table's description, and the beginning
          }
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    end.join();
  }
}
