package io.pgwalstreams.worker.replication;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.postgres.MessageInput;
import io.pgwalstreams.postgres.PgFailures;
import io.pgwalstreams.postgres.ReplicationConnection;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;

/**
 * START_REPLICATION on PgJDBC's copy, not on its PGReplicationStream: that one confirms positions
 * of its own accord, and hides the keepalive's reply flag.
 */
final class PgReplicationStream implements ReplicationStream {
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final long ASK_AFTER = Duration.ofSeconds(15).toNanos();
  private static final long DEAD_AFTER = Duration.ofMinutes(2).toNanos();
  private static final int WAL_DATA_HEADER = 25;
  private static final int KEEPALIVE_LENGTH = 18;
  private static final int STATUS_LENGTH = 34;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final ReplicationConnection wire;
  private final CopyDual copy;
  private final Clock clock;
  private final Silence silence;
  private final MessageInput input;
  private final ReplicationFrame.WalData data = new ReplicationFrame.WalData();
  private int patience = 1;
  private @Nullable Failure ended;

  PgReplicationStream(ReplicationConnection wire, CopyDual copy, Clock clock, LongSupplier nanos) {
    this.wire = wire;
    this.copy = copy;
    this.clock = clock;
    this.input = wire.input();
    input.beginCopy();
    this.silence = new Silence(nanos, ASK_AFTER, DEAD_AFTER);
  }

  @Override
  public @Nullable ReplicationFrame poll() {
    throwIfEnded();
    return switch (next()) {
      case DATA -> {
        silence.broken();
        yield frame(input.bytes(), input.from(), input.to());
      }
      case NOTHING -> nothing();
      case OTHER -> other();
    };
  }

  private MessageInput.Next next() {
    try {
      return input.next(patience);
    } catch (IOException e) {
      throw end(lost(e.toString()));
    }
  }

  private @Nullable ReplicationFrame nothing() {
    if (silence.isDead()) {
      throw end(lost("no sign of life for " + Duration.ofNanos(DEAD_AFTER).toSeconds() + " s"));
    }
    return null;
  }

  /** PgJDBC sees to what is no row: a notice, a changed parameter, an error, the end. */
  private @Nullable ReplicationFrame other() {
    int emptyReads = input.emptyReads();
    var message = read(false);
    if (message == null && input.emptyReads() == emptyReads) {
      message = readToTheEnd();
    }
    return message == null ? nothing() : frame(message, 0, message.length);
  }

  @Override
  public void patience(int millis) {
    patience = millis;
  }

  private byte @Nullable [] read(boolean block) {
    try {
      return copy.readFromCopy(block);
    } catch (SQLException e) {
      throw end(PgFailures.running(e, wire.endpoint()));
    }
  }

  /**
   * Nothing came and nobody waited for it: either the peer has closed, or a CommandComplete lies
   * there, which the non-blocking read leaves alone. A blocking read tells which, at once.
   */
  private byte @Nullable [] readToTheEnd() {
    byte[] message;
    try {
      message = copy.readFromCopy(true);
    } catch (SQLException e) {
      throw end(
          copy.getHandledRowCount() >= 0 ? shutDown() : PgFailures.running(e, wire.endpoint()));
    }
    if (message == null && !copy.isActive()) {
      throw end(shutDown());
    }
    return message;
  }

  private ReplicationFrame frame(byte[] in, int from, int to) {
    int length = to - from;
    byte type = length == 0 ? 0 : in[from];
    if (type == 'w' && length >= WAL_DATA_HEADER) {
      return data.become(lsn(in, from), in, from + WAL_DATA_HEADER, to);
    }
    if (type == 'k' && length >= KEEPALIVE_LENGTH) {
      return new ReplicationFrame.Keepalive(
          new Lsn(lsn(in, from)), in[from + KEEPALIVE_LENGTH - 1] != 0);
    }
    throw end(
        Reason.MalformedMessage.because(
                "PostgreSQL sent a replication message of type "
                    + type
                    + " with "
                    + length
                    + " bytes",
                "report it with the server's version")
            .asException());
  }

  /** The first field of both messages. */
  private static long lsn(byte[] in, int from) {
    return (long) LONGS.get(in, from + 1);
  }

  @Override
  public void confirm(Lsn received, Lsn flushed) {
    throwIfEnded();
    var status =
        ByteBuffer.allocate(STATUS_LENGTH)
            .put((byte) 'r')
            .putLong(received.value())
            .putLong(flushed.value())
            .putLong(flushed.value())
            .putLong(EPOCH.until(clock.instant(), ChronoUnit.MICROS))
            .put((byte) (silence.ask() ? 1 : 0));
    try {
      copy.writeToCopy(status.array(), 0, STATUS_LENGTH);
      copy.flushCopy();
    } catch (SQLException e) {
      throw end(PgFailures.running(e, wire.endpoint()));
    }
  }

  private void throwIfEnded() {
    var failure = ended;
    if (failure != null) {
      throw failure.asException();
    }
  }

  private FailureException end(FailureException e) {
    ended = e.failure();
    return e;
  }

  private FailureException shutDown() {
    return Reason.DatabaseShuttingDown.because(
            "PostgreSQL at " + wire.endpoint().host() + " has ended the replication: it shuts down",
            "wait until it is up; the worker connects again by itself")
        .asException();
  }

  private FailureException lost(String why) {
    return Reason.DatabaseUnreachable.because(
            "The connection to PostgreSQL at " + wire.endpoint().host() + " was lost: " + why,
            "check the network and the server's log; the worker connects again by itself")
        .asException();
  }

  @Override
  public void close() {
    ended = lost("it was closed here").failure();
    wire.close();
  }
}
