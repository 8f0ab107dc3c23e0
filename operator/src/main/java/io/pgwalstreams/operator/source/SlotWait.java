package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Slots;
import java.util.List;
import java.util.stream.Collectors;

/** The words for a slot that waits for open transactions. Pure. */
final class SlotWait {
  private static final int SHOWN = 5;

  private SlotWait() {}

  /** Says nothing that changes while the wait does not, so that it can be compared. */
  static Failure failure(String slot, List<Slots.Waiting> sessions) {
    String who =
        sessions.stream().limit(SHOWN).map(SlotWait::session).collect(Collectors.joining(", "));
    String more = sessions.size() > SHOWN ? " and " + (sessions.size() - SHOWN) + " more" : "";
    return Reason.WaitingForTransactions.because(
        "slot '"
            + slot
            + "' is being created and waits for open transactions"
            + (who.isEmpty() ? "" : ": " + who + more),
        sessions.stream().anyMatch(s -> s.pid() == 0)
            ? "end them, or wait: COMMIT PREPARED or ROLLBACK PREPARED"
            : "end them, or wait: select pg_terminate_backend(PID)");
  }

  private static String session(Slots.Waiting s) {
    if (s.pid() == 0) {
      return s.application() + " (" + s.user() + ")";
    }
    return "pid "
        + s.pid()
        + " ("
        + s.user()
        + (s.application().isEmpty() ? "" : ", " + s.application())
        + ")";
  }
}
