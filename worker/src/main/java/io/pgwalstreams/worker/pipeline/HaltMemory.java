package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.resume.Decision;
import io.pgwalstreams.worker.resume.DecisionTable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt has found that the next one decides about: a history that is another one, a slot
 * that had to be made anew. It is forgotten once events flow behind the accepted gap, or every lost
 * connection would be taken for the same gap again. One thread.
 */
final class HaltMemory {
  private Optional<Failure> found = Optional.empty();
  private Decision.@Nullable Halt halt;

  /**
   * What was found while the reference was read again; the decision table takes it into account.
   */
  Optional<Failure> found() {
    return found;
  }

  /** The next attempt decides with it. */
  void find(Failure why) {
    found = Optional.of(why);
  }

  /** A decision was made, and it is no halt. */
  void decided() {
    halt = null;
  }

  void halt(Decision.Halt decided) {
    halt = decided;
  }

  /** True for what only reading again could find: it comes back into the table. */
  boolean takes(Failure why) {
    boolean read = why.reason() == Reason.HistoryDiverged || why.reason() == Reason.CountMismatch;
    if (read) {
      find(why);
      halt = new Decision.Halt("P7", why, DecisionTable.haltId(why), true);
    }
    return read;
  }

  /** Events flow: whatever was found is behind them. */
  void forget() {
    found = Optional.empty();
    halt = null;
  }

  String idOf(Failure why) {
    Decision.Halt h = halt;
    return h != null && h.why().equals(why) ? h.id() : DecisionTable.haltId(why);
  }

  boolean isAcceptable(Failure why) {
    Decision.Halt h = halt;
    return h != null && h.why().equals(why) && h.acceptable();
  }
}
