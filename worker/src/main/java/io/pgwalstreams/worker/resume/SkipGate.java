package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.resume.Observation.OwnMessage;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what the stream does not hold yet, and checks on the way that the database tells the
 * same story as the stream (rows P7, P9, P10). Every method throws {@link
 * io.pgwalstreams.api.FailureException} with HistoryDiverged or CountMismatch. Pure; one thread.
 */
public final class SkipGate {
  private final StartPlan.Skip skip;
  private boolean begun;
  private boolean met;
  private boolean open;
  private boolean inTransaction;
  private long more;

  /** {@code start}: PostgreSQL sends no transaction and no message that lies before it. */
  public SkipGate(StartPlan.Skip skip, Lsn start) {
    Position upTo = skip.upTo();
    boolean behind = upTo == null || !upTo.isAfter(new Position(start, 0));
    this.skip = skip;
    this.begun = skip.mustBegin() == null;
    this.met = skip.mustEqual().isEmpty() && !skip.mustMeet();
    this.more = skip.more();
    this.open = behind && begun && met && more == 0;
  }

  /** How many events are still to be counted instead of published. */
  public long more() {
    return more;
  }

  /** True once nothing is left to skip or to check. */
  public boolean isOpen() {
    return open;
  }

  /** A transaction begins. */
  public void began(TransactionId transaction) {
    inTransaction = true;
    if (open) {
      return;
    }
    if (!begun && !transaction.equals(skip.mustBegin())) {
      throw diverged(
              "the transaction " + skip.mustBegin() + ", which the stream holds, did not come")
          .asException();
    }
    begun = true;
    countInTime(transaction.commitLsn());
  }

  /** A transaction has ended; what comes next lies behind it. */
  public void ended(TransactionId transaction) {
    inTransaction = false;
    Position upTo = skip.upTo();
    if (!open && upTo != null && !transaction.commitLsn().isBefore(upTo.lsn())) {
      requireMet(upTo);
      open = more == 0;
    }
  }

  /**
   * A change, wanted or not, comes next. True when it lies behind what the stream is known to hold.
   */
  public boolean passes(Position position) {
    if (open) {
      return true;
    }
    Position upTo = skip.upTo();
    if (!begun) {
      throw diverged(
              "the transaction " + skip.mustBegin() + ", which the stream holds, did not come")
          .asException();
    }
    if (upTo != null && !position.isAfter(upTo)) {
      if (skip.mustEqual().isEmpty() && position.equals(upTo)) {
        met(); // That it came is enough where nothing is compared: it may be wanted no longer.
      }
      return false;
    }
    requireMet(upTo);
    if (more == 0) {
      open = true;
    }
    return true;
  }

  private void requireMet(@Nullable Position upTo) {
    if (!met) {
      throw diverged("the change at " + upTo + ", which the stream holds, did not come")
          .asException();
    }
  }

  /**
   * True when the event at this position, though skipped, has to be encoded for {@link #compare}.
   */
  public boolean wantsToCompare(Position position) {
    return !met && position.equals(skip.upTo());
  }

  /** The event at the reference's position, encoded anew. */
  public void compare(Event event) {
    OwnMessage stored = skip.mustEqual().orElse(null);
    if (stored != null) {
      byte[] body = stored.body();
      if (!stored.subject().equals(event.subject()) || (body != null && !event.body().is(body))) {
        throw diverged("the change at " + skip.upTo() + " is another one than the stream holds")
            .asException();
      }
    }
    met();
  }

  /** What the stream is known to hold ends here. */
  private void met() {
    met = true;
    open = more == 0;
  }

  /**
   * Takes one wanted event behind the reference: false when it is one of those that are only
   * counted.
   */
  public boolean admits(Event event) {
    if (more == 0) {
      return true;
    }
    countInTime(event.position().lsn());
    more--;
    if (more == 0) {
      open = true;
    }
    return false;
  }

  /** Everything before {@code serverEnd} was sent. */
  public void reached(Lsn serverEnd) {
    if (open) {
      return;
    }
    TransactionId expected = skip.mustBegin();
    if (!begun && expected != null && serverEnd.isAfter(expected.commitLsn())) {
      throw diverged("the transaction " + expected + ", which the stream holds, did not come")
          .asException();
    }
    Position upTo = skip.upTo();
    if (!met && skip.mustMeet() && upTo != null && serverEnd.isAfter(upTo.lsn())) {
      throw diverged("the message at " + upTo + ", which the stream holds, did not come")
          .asException();
    }
    countInTime(serverEnd);
    if (met && more == 0 && !inTransaction && upTo != null && serverEnd.isAfter(upTo.lsn())) {
      open = true;
    }
  }

  private void countInTime(Lsn at) {
    if (more > 0 && at.isAfter(skip.countedBefore())) {
      throw Findings.countMismatch(skip.more(), skip.upTo()).asException();
    }
  }

  private static Failure diverged(String what) {
    return Reason.HistoryDiverged.because(
        what,
        "the database was restored, rewound or replaced: bring back the one that was published"
            + " from, or accept the gap to go on where the slot stands");
  }
}
