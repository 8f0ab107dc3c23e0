package io.pgwalstreams.operator.status;

/** The conditions of a WalStream, in the order in which they are written. */
public enum ConditionType {
  /** What was asked for is reached. */
  Ready,
  DatabaseReady,
  PublicationReady,
  SlotHealthy,
  StreamReady,
  /** Events flow. */
  Streaming,
  /** On the way; there only while it is true. */
  Reconciling,
  /** A person must act; there only while it is true. */
  Stalled
}
