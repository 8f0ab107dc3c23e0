package io.pgwalstreams.operator.desired;

/** The annotations that the operator reads or writes. */
public final class Annotations {
  /** On a WalStream, by a person: the halt that is accepted. The worker reads it too. */
  public static final String ACCEPT = "pgwalstreams.io/accept";

  /** On the pod: the halt that was accepted when it was made. */
  public static final String ACCEPTED = "pgwalstreams.io/accepted";

  /** On the pod: a hash of what a running worker cannot take up. */
  public static final String RESTART_HASH = "pgwalstreams.io/restart-hash";

  /** On a running pod: what its volumes were last refreshed for. */
  public static final String REFRESHED = "pgwalstreams.io/refreshed";

  private Annotations() {}
}
