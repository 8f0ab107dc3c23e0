package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.replication.ReplicationSource;
import io.pgwalstreams.worker.resume.Observation;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the pipeline gets its connections, always with the newest credentials. Methods throw {@link
 * io.pgwalstreams.api.FailureException}; called on the pipeline's thread.
 */
public interface Connections {

  /** The connection to NATS: one for the pipeline's life, it reconnects by itself. */
  JetStreamPort jetStream();

  /** A new walsender connection. */
  ReplicationSource walsender();

  /** A new SQL connection that watches the slot. */
  SlotWatch watch();

  /**
   * Creates the managed slot. Waits until every open transaction has ended, tells {@code waiting}
   * of them, and gives up when {@code stop} says so.
   */
  void createSlot(Consumer<Failure> waiting, BooleanSupplier stop);

  /** Drops what is left of the managed slot; refuses for a slot that is not ours. */
  void dropSlot();

  /** The slot, watched over a connection of its own. Thread-safe. */
  interface SlotWatch extends AutoCloseable {
    /** Reads the slot now; FailureException when the database does not answer. */
    Observation.Slot slot();

    /** Whether standbys may take the slot over; empty where PostgreSQL knows no such slots. */
    Optional<Boolean> failover();

    /** server_version_num divided by 10000. */
    int major();

    /** The newest numbers; null before the first. */
    PipelineListener.@Nullable SlotNumbers numbers();

    /** True when the slot would be lost soon if it is not confirmed. */
    boolean atRisk();

    /** True when PostgreSQL is shutting down, or has ended this connection for another reason. */
    boolean stopping();

    @Override
    void close();
  }
}
