package io.pgwalstreams.operator.desired;

/** The annotations that the operator writes on a worker's pod. */
public final class PodAnnotations {
  /** The halt that was accepted when it was made. */
  public static final String ACCEPTED = "pgwalstreams.io/accepted";

  /** A hash of what a running worker cannot take up. */
  public static final String RESTART_HASH = "pgwalstreams.io/restart-hash";

  /** The WalStream's uid: another one may have had the name before. */
  public static final String UID = "pgwalstreams.io/uid";

  /** On a running one: what its volumes were last refreshed for. */
  public static final String REFRESHED = "pgwalstreams.io/refreshed";

  private PodAnnotations() {}
}
