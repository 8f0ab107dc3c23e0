package io.pgwalstreams.plugin.view;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.operator.observe.WorkerReport;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a worker says at one moment. Immutable.
 *
 * @param pod whose counters these are
 * @param why what it waits for, or why it stands still
 * @param inFlight events sent and not acknowledged
 * @param acknowledged events since the worker's process started
 * @param walEnd the end of PostgreSQL's WAL
 * @param published how far the stream holds everything
 * @param retained bytes of WAL that are kept for the slot
 */
public record Live(
    String pod,
    WorkerReport.Phase phase,
    Optional<Failure> why,
    OptionalLong inFlight,
    OptionalLong acknowledged,
    Optional<Lsn> walEnd,
    Optional<Lsn> published,
    OptionalLong retained) {

  /** Bytes of WAL that the stream does not hold yet; empty before the worker knows. */
  public OptionalLong lag() {
    return walEnd.isEmpty() || published.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, walEnd.get().value() - published.get().value()));
  }
}
