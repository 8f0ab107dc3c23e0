package io.pgwalstreams.operator.observe;

import io.pgwalstreams.api.Failure;
import java.util.Optional;

/**
 * Everything that is known of one WalStream when its status is made. Immutable.
 *
 * @param generation of the resource
 * @param suspended as the resource asks
 * @param refused why the resource is left alone: it is invalid, refers to what is missing, or
 *     claims what is another's; empty when it is acted upon
 * @param worker empty while no worker answers
 */
public record Observation(
    long generation,
    boolean suspended,
    Names names,
    Optional<Failure> refused,
    SourceReport source,
    Workload workload,
    Optional<WorkerReport> worker) {

  /** Of what the status tells; empty texts when the document cannot be read. */
  public record Names(
      String publication,
      boolean publicationManaged,
      String slot,
      boolean slotManaged,
      String stream,
      String maxRetainedWal) {}
}
