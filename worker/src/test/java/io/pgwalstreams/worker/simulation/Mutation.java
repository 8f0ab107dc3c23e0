package io.pgwalstreams.worker.simulation;

/**
 * A worker that is wrong in one way, as its servers see it: what it sends, or takes an answer for,
 * is changed between the worker and the models. Each must be found out by the oracle.
 */
enum Mutation {
  /** The worker as it is. */
  NONE,
  /** What was received is confirmed, published or not. */
  CONFIRMS_WHAT_IT_RECEIVED,
  /** A message counts as stored as soon as it is sent. */
  COUNTS_SENT_AS_STORED,
  /** Messages do not name the sequence that they must follow. */
  EXPECTS_NO_SEQUENCE,
  /** A message that was refused for its expected sequence counts as stored. */
  TAKES_REFUSED_FOR_STORED,
  /** The stream's last event is taken for its transaction's last. */
  RESUMES_BEHIND_THE_COMMIT,
  /** The stream's last event is taken for one that is one change older. */
  RESUMES_ONE_CHANGE_EARLY,
  /** The stream's end is read at a start as it was two seconds ago, and believed. */
  TRUSTS_STALE_READS,
  /** A checkpoint counts as written though it is not. */
  TRUSTS_UNWRITTEN_CHECKPOINTS,
  /** That a database had gone back is not written down. */
  FORGETS_A_DATABASE_THAT_WENT_BACK,
  /** Replication starts where the WAL ends. */
  STARTS_AT_THE_END_OF_WAL,
  /** The slot is confirmed as soon as an anchor is stored. */
  HOLDS_NOTHING_BACK,
  /** A stream that was made anew is taken for the same. */
  DOES_NOT_KNOW_THE_STREAM,
  /** Another timeline is taken for the same. */
  DOES_NOT_KNOW_THE_TIMELINE
}
