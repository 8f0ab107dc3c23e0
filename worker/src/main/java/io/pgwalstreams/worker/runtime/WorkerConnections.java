package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.worker.config.WorkerConfig;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.pipeline.Connections;
import io.pgwalstreams.worker.replication.PgReplicationSource;
import io.pgwalstreams.worker.replication.ReplicationSource;
import java.sql.Connection;
import java.sql.SQLException;
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

  /** The newest configuration. */
  public WorkerConfig config() {
    return config;
  }

  /** From now on, these credentials. NATS is connected anew; PostgreSQL at the next connect. */
  public void use(WorkerConfig next) {
    boolean moved = !next.sameNats(config);
    config = next;
    JetStreamClient client = nats;
    if (client != null && moved) {
      client.refresh(next.nats());
    }
  }

  @Override
  public JetStreamPort jetStream() {
    WorkerConfig by = config;
    JetStreamClient client = JetStreamClient.connect(by.nats(), by.stream());
    nats = client;
    WorkerConfig now = config;
    if (!now.sameNats(by)) {
      // It changed before there was a client to tell.
      client.refresh(now.nats());
    }
    return client;
  }

  @Override
  public ReplicationSource walsender() {
    return PgReplicationSource.open(new PgConnector(config.database()));
  }

  @Override
  public SlotWatch watch() {
    WorkerConfig by = config;
    Connection sql = new PgConnector(by.database()).sql();
    try {
      SourceGate.pass(sql);
      return new SqlSlotWatch(sql, by.settings().slot(), by.database().database());
    } catch (FailureException e) {
      abandon(sql);
      throw e;
    }
  }

  private static void abandon(Connection sql) {
    try {
      sql.close();
    } catch (SQLException e) {
      // It is not used either way.
    }
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
