package io.pgwalstreams.operator.observe;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Halt;
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
   * @param ready as its readiness probe says
   * @param restarts how often its container was started again
   * @param stuck why the container cannot start, as "ImagePullBackOff: …"; empty when it can
   * @param ended how its last container ended, while no new one is ready; empty otherwise
   */
  public record Pod(
      String name,
      Optional<String> ip,
      boolean ready,
      int restarts,
      Optional<String> stuck,
      Optional<Ended> ended) {}

  /**
   * The end of a container.
   *
   * @param why as its termination message says
   * @param halt empty when nothing can be accepted
   * @param time RFC 3339
   */
  public record Ended(Failure why, Optional<Halt> halt, String time) {}
}
