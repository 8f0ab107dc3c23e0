package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.database.SlotHealth;
import io.pgwalstreams.database.SlotReader;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.worker.pipeline.Connections;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import io.pgwalstreams.worker.resume.Observation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the slot each second over an SQL connection of its own. When PostgreSQL ends that
 * connection it is shutting down (or crashing): the walsender connection cannot tell while nothing
 * is read from it. Thread-safe.
 */
final class SqlSlotWatch implements Connections.SlotWatch {
  private static final long EVERY_MILLIS = 1000;
  private static final int FAILOVER_SLOTS = 17;

  private final Connection connection;
  private final SlotReader reader;
  private final String slot;
  private final String database;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("slot-watch").factory());
  private volatile @Nullable SlotNumbers numbers;
  private volatile @Nullable Boolean failover;
  private volatile boolean atRisk;
  private volatile boolean stopping;
  private volatile boolean closed;

  SqlSlotWatch(Connection connection, String slot, String database) {
    this.connection = connection;
    this.slot = slot;
    this.database = database;
    try {
      this.reader = new SlotReader(connection);
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, "reading the server's version"), e);
    }
    var unused =
        timer.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      read().ifPresent(this::note);
    } catch (SQLException e) {
      stopping = !closed && ended(e);
    }
  }

  /**
   * Class 08 is a broken connection, 57P01 to 57P03 a server that shuts down, crashed or is not up
   * (manual, appendix A).
   */
  private static boolean ended(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P0"));
  }

  private synchronized Optional<SlotState> read() throws SQLException {
    return reader.read(slot);
  }

  private void note(SlotState s) {
    Lsn confirmed = s.confirmed();
    String status = s.walStatus();
    numbers =
        new SlotNumbers(
            s.walEnd(),
            confirmed == null ? Lsn.INVALID : confirmed,
            status == null ? "" : status,
            s.retainedBytes(),
            s.unconfirmedBytes(),
            s.safeWalSize());
    failover = s.failover();
    atRisk = SlotHealth.inDanger(s);
  }

  @Override
  public Observation.Slot slot() {
    try {
      Optional<SlotState> state = read();
      state.ifPresent(this::note);
      Optional<Failure> unusable = SlotHealth.unusable(state, slot, database);
      if (unusable.isPresent()) {
        Failure why = unusable.get();
        if (why.reason() == Reason.SlotUnsuitable) {
          throw why.asException();
        }
        return new Observation.Slot.Gone(why);
      }
      SlotState s = state.orElseThrow();
      return SlotHealth.busy(s)
          .<Observation.Slot>map(Observation.Slot.Busy::new)
          .orElseGet(() -> new Observation.Slot.Free(confirmed(s)));
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, "reading slot '" + slot + "'"), e);
    }
  }

  private static Lsn confirmed(SlotState s) {
    Lsn confirmed = s.confirmed();
    if (confirmed == null) {
      throw new IllegalStateException("a usable slot has a confirmed position");
    }
    return confirmed;
  }

  @Override
  public Optional<Boolean> failover() {
    return reader.major() < FAILOVER_SLOTS ? Optional.empty() : Optional.ofNullable(failover);
  }

  @Override
  public int major() {
    return reader.major();
  }

  @Override
  public @Nullable SlotNumbers numbers() {
    return numbers;
  }

  @Override
  public boolean atRisk() {
    return atRisk;
  }

  @Override
  public boolean stopping() {
    return stopping;
  }

  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // The connection is gone either way.
      closed = true;
    }
  }
}
