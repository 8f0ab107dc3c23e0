package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Deed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One look at a database, and what is to be done there until nothing is: one step, and another
 * look. {@link #run} belongs to one thread; {@link #abort} may be called by any.
 */
final class SourceRound {
  /** More steps than there can be; a database that wants more is not changed in a circle. */
  private static final int MOST_STEPS = 6;

  private static final Duration TELL_EVERY = Duration.ofSeconds(1);

  /** What a round tells of. Called by its threads. */
  interface Listener {
    void seen(SourcePlan plan, SourceFacts facts);

    void did(Deed deed);

    void failed(Failure why);
  }

  private final SourceTask task;
  private final SourceConnections connections;
  private final Listener listener;
  private volatile boolean aborted;
  private volatile @Nullable Connection waiting;

  SourceRound(SourceTask task, SourceConnections connections, Listener listener) {
    this.task = task;
    this.connections = connections;
    this.listener = listener;
  }

  void run() {
    try (Connection reader = connections.bounded(task.reader())) {
      if (task.owner().isEmpty()) {
        steps(reader, reader);
        return;
      }
      try (Connection maker = connections.bounded(task.owner().get())) {
        steps(reader, maker);
      }
    } catch (FailureException e) {
      fail(e.failure());
    } catch (SQLException e) {
      fail(SqlFailures.of(e, "looking at the database"));
    }
  }

  private void fail(Failure why) {
    if (!aborted) {
      listener.failed(why);
    }
  }

  private void steps(Connection reader, Connection maker) throws SQLException {
    for (int step = 0; step < MOST_STEPS && !aborted; step++) {
      SourceFacts facts = new FactReader(task, reader, maker).read();
      SourcePlan plan = SourcePlan.of(task, facts);
      listener.seen(plan, facts);
      if (plan.action().isEmpty()) {
        return;
      }
      if (!act(plan, facts, reader, maker)) {
        return;
      }
    }
  }

  /** False when it could not be done. */
  private boolean act(SourcePlan plan, SourceFacts facts, Connection reader, Connection maker) {
    SourceAction action = plan.action().orElseThrow();
    var work = new SourceWork(task.claim(), maker);
    try {
      listener.did(
          switch (action) {
            case SourceAction.CreatePublication a -> work.createPublication(a);
            case SourceAction.AlterPublication a -> work.alterPublication(a);
            case SourceAction.TakeOver a -> work.takeOver(a);
            case SourceAction.CreateSlot a -> createSlot(a, work, plan, facts, reader);
          });
      return true;
    } catch (FailureException e) {
      if (!aborted) {
        listener.seen(refused(plan, action, e.failure()), facts);
      }
      return false;
    }
  }

  private static SourcePlan refused(SourcePlan plan, SourceAction action, Failure why) {
    return switch (action) {
      case SourceAction.CreatePublication unused -> plan.withPublication(new Aspect.Bad(why));
      case SourceAction.AlterPublication unused -> plan.withPublication(new Aspect.Bad(why));
      case SourceAction.TakeOver unused -> plan.withPublication(new Aspect.Bad(why));
      case SourceAction.CreateSlot unused -> plan.withSlot(new Aspect.Bad(why));
    };
  }

  private Deed createSlot(
      SourceAction.CreateSlot action,
      SourceWork work,
      SourcePlan plan,
      SourceFacts facts,
      Connection reader) {
    try (Connection patient = connections.patient(task.reader())) {
      waiting = patient;
      int session = new Slots(patient).session();
      Thread teller =
          Thread.ofVirtual()
              .start(() -> tell(action.name(), session, plan, facts, new Look(reader)));
      try {
        return work.createSlot(action, patient);
      } finally {
        waiting = null;
        teller.interrupt();
        join(teller);
      }
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, "creating slot '" + action.name() + "'"), e);
    }
  }

  private record Look(Connection connection) {}

  /** Tells whom the creation waits for, when it does so for longer than a moment. */
  private void tell(String slot, int session, SourcePlan plan, SourceFacts facts, Look look) {
    try {
      var sessions = new Slots(look.connection());
      while (!pause()) {
        var why = SlotWait.failure(slot, sessions.waitingFor(session));
        listener.seen(plan.withSlot(new Aspect.Bad(why)), facts);
      }
    } catch (SQLException e) {
      // The creation itself says what is wrong.
      return;
    }
  }

  /** True when the thread is asked to end. */
  private static boolean pause() {
    LockSupport.parkNanos(TELL_EVERY.toNanos());
    return Thread.interrupted();
  }

  private static void join(Thread teller) {
    try {
      teller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what may wait for long. */
  void abort() {
    aborted = true;
    Connection c = waiting;
    if (c != null) {
      try {
        c.abort(Runnable::run);
      } catch (SQLException e) {
        // It is gone either way.
        aborted = true;
      }
    }
  }
}
