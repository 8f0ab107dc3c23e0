package io.pgwalstreams.operator.observe;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Halt;
import java.time.Instant;
import java.util.Optional;

/**
 * The worker's Deployment and pod. Immutable.
 *
 * @param replicas of the Deployment's spec; 0 when there is none
 * @param upToDate true when the Deployment's controller has acted on the last change
 * @param pod the newest pod; empty when there is none
 */
public record Workload(int replicas, boolean upToDate, Optional<Pod> pod) {

  /** Nothing there. */
  public static final Workload NONE = new Workload(0, true, Optional.empty());

  /**
   * A pod.
   *
   * @param name empty when the pod cannot even be made, which {@code stuck} tells
   * @param ip empty until it has one
   * @param ready as its readiness probe says, and its node still reports
   * @param idle in what way it is not ready; empty when it is, and for one that cannot be made
   * @param restarts how often its container was started again
   * @param stuck why the container cannot start, as "ImagePullBackOff: …"; empty when it can
   * @param ended how its last container ended, while no new one is ready; empty otherwise
   */
  public record Pod(
      String name,
      Optional<String> ip,
      boolean ready,
      Optional<Idle> idle,
      int restarts,
      Optional<String> stuck,
      Optional<Ended> ended) {}

  /**
   * A pod that is not ready.
   *
   * @param since when it is so; of one that is ending, when it was to be gone at the latest
   */
  public record Idle(Kind kind, Instant since) {

    /** In what way. */
    public enum Kind {
      /** Its container is not ready yet, or not any more. */
      STARTING,
      /** Its container was ready when its node was last heard of. */
      NODE_SILENT,
      /** It was asked to end. */
      ENDING
    }
  }

  /**
   * The end of a container.
   *
   * @param why as its termination message says
   * @param halt empty when nothing can be accepted
   * @param time RFC 3339
   */
  public record Ended(Failure why, Optional<Halt> halt, String time) {}
}
