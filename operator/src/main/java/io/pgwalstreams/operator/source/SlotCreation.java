package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.database.SlotClaims;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.postgres.PgFailures;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The creation of one slot, which waits until every transaction that was open has ended: one
 * session waits, another one watches it. Used once.
 */
final class SlotCreation {
  private static final long LOOK_MILLIS = 250;
  private static final int LOOKS_A_SECOND = 4;

  /** On a busy server it waits for another session every moment. */
  private static final int LOOKS_BETWEEN_WORDS = 5 * LOOKS_A_SECOND;

  private static final long FAREWELL_SECONDS = 5;

  private final SourceTask task;
  private final SourceAction.CreateSlot slot;
  private final Access access;
  private @Nullable Failure said;
  private int looksSince;

  SlotCreation(SourceTask task, SourceAction.CreateSlot slot, Access access) {
    this.task = task;
    this.slot = slot;
    this.access = access;
  }

  /**
   * Returns when the slot is there: true; or when it was given up: false. Throws FailureException,
   * with ClaimedByAnother when somebody else has created it.
   *
   * @param stop asked several times a second; true gives up
   * @param waiting told for whom it waits, now and then
   */
  boolean run(BooleanSupplier stop, Consumer<Failure> waiting) {
    slot.publication().ifPresent(this::register);
    try (Connection maker = access.openPatient(task.reader());
        Connection watch = access.open(task.reader())) {
      int session = new Slots(maker).session();
      var created = new CompletableFuture<@Nullable Void>();
      Thread.ofVirtual().name("slot " + slot.name()).start(() -> create(maker, created));
      try {
        return await(created, stop, () -> watch(watch, session, waiting));
      } finally {
        end(created, session);
      }
    } catch (SQLException e) {
      throw PgFailures.running(e, task.reader());
    }
  }

  private PostgresEndpoint owner() {
    return task.owner().orElse(task.reader());
  }

  private void register(String publication) {
    access.with(
        owner(),
        c -> {
          new SlotClaims(c).register(publication, task.claim(), slot.name());
          return true;
        });
  }

  private void create(Connection maker, CompletableFuture<@Nullable Void> created) {
    try {
      new Slots(maker).create(slot.name(), slot.failover());
      created.complete(null);
    } catch (SQLException | RuntimeException e) {
      created.completeExceptionally(e);
    }
  }

  private interface Watch {
    void look() throws SQLException;
  }

  private boolean await(
      CompletableFuture<@Nullable Void> created, BooleanSupplier stop, Watch watch)
      throws SQLException {
    for (int looks = 1; !stop.getAsBoolean(); looks++) {
      try {
        created.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        if (looks % LOOKS_A_SECOND == 0) {
          watch.look();
        }
      } catch (ExecutionException e) {
        throw failed(e);
      } catch (InterruptedException e) {
        // the executor is being closed; the flag would close every socket that is used to end this
        return false;
      }
    }
    return false;
  }

  private void watch(Connection watch, int session, Consumer<Failure> waiting) throws SQLException {
    List<Slots.Waiting> sessions = new Slots(watch).waitingFor(session);
    Failure now = SlotWait.failure(slot.name(), sessions);
    looksSince += LOOKS_A_SECOND;
    boolean news = !sessions.isEmpty() && !now.equals(said) && looksSince > LOOKS_BETWEEN_WORDS;
    if (said == null || news) {
      said = now;
      looksSince = 0;
      waiting.accept(now);
    }
  }

  private RuntimeException failed(ExecutionException e) {
    if (!(e.getCause() instanceof SQLException sql)) {
      return new IllegalStateException(e.getCause());
    }
    if ("42710".equals(sql.getSQLState())) {
      slot.publication().ifPresent(this::withdraw);
      return new FailureException(SlotClaims.takenSlot(slot.name()), sql);
    }
    return new FailureException(SqlFailures.of(sql, "creating slot '" + slot.name() + "'"), sql);
  }

  /** Somebody else has created the slot between the claim and our attempt. */
  private void withdraw(String publication) {
    access.with(
        owner(),
        c -> {
          new SlotClaims(c).withdraw(publication, task.claim());
          return true;
        });
  }

  /**
   * Closing a connection ends nothing on the server: the session goes on waiting, and the slot
   * comes about when nobody expects it.
   */
  private void end(CompletableFuture<@Nullable Void> created, int session) {
    if (created.isDone()) {
      return;
    }
    try {
      access.with(task.reader(), c -> new Slots(c).terminate(session));
      created.get(FAREWELL_SECONDS, TimeUnit.SECONDS);
    } catch (FailureException | ExecutionException | TimeoutException e) {
      // it has ended, or the next look finds what came of it
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
