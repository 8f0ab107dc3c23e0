package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.worker.config.WorkerConfig;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.pipeline.Connections;
import io.pgwalstreams.worker.replication.PgReplicationSource;
import io.pgwalstreams.worker.replication.ReplicationSource;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections by the newest configuration. {@link #use} is thread-safe; the rest belongs to the
 * pipeline.
 */
public final class WorkerConnections implements Connections {
  private volatile WorkerConfig config;
  private volatile @Nullable JetStreamClient nats;

  public WorkerConnections(WorkerConfig config) {
    this.config = config;
  }

  /** From now on, these credentials. NATS is connected anew; PostgreSQL at the next connect. */
  public void use(WorkerConfig next) {
    boolean moved = !next.natsFingerprint().equals(config.natsFingerprint());
    config = next;
    JetStreamClient client = nats;
    if (client != null && moved) {
      client.refresh(next.nats());
    }
  }

  @Override
  public JetStreamPort jetStream() {
    JetStreamClient client = JetStreamClient.connect(config.nats(), config.stream());
    nats = client;
    return client;
  }

  @Override
  public ReplicationSource walsender() {
    return PgReplicationSource.open(new PgConnector(config.database()));
  }

  @Override
  public SlotWatch watch() {
    return new SqlSlotWatch(
        new PgConnector(config.database()).sql(),
        config.settings().slot(),
        config.database().database());
  }

  @Override
  public void createSlot(Consumer<Failure> waiting, BooleanSupplier stop) {
    config.sourceSetup().createSlot(waiting, stop);
  }

  @Override
  public void dropSlot() {
    config.sourceSetup().dropSlot();
  }
}
