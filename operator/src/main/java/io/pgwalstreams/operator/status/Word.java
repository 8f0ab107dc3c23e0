package io.pgwalstreams.operator.status;

/**
 * Reasons of conditions where nothing is wrong; what is wrong has a {@link
 * io.pgwalstreams.api.Reason}.
 */
enum Word {
  /** Nobody has looked yet. */
  NotCheckedYet,
  /** The database answers. */
  Reachable,
  /** The publication is what the resource says. */
  AsAskedFor,
  /** The slot can be read from. */
  Healthy,
  /** The stream takes events. */
  TakesEvents,
  /** Events flow. */
  Streaming,
  /** The worker is on its way. */
  WorkerStarting,
  /** What was changed in the resource is not in force yet. */
  ApplyingChange,
  /** The worker is on its way out. */
  Suspending,
  /** Stopped as asked. */
  Suspended
}
