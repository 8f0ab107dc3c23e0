package io.pgwalstreams.operator.desired;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgwalstreams.api.document.WalStreamDocument;
import java.util.Optional;

/**
 * What is to run for a WalStream: everything from which its ConfigMap, ServiceAccount, Deployment
 * and NetworkPolicy are made. Immutable; two equal plans make equal objects.
 *
 * @param document the resource as read, with its defaults
 * @param spec the resource's spec as the API server has it; goes into the ConfigMap
 * @param replicas 0 or 1
 * @param accepted the halt that was accepted, so that a halted worker is started again; empty when
 *     none was
 */
public record WorkerPlan(
    WalStreamDocument document,
    ObjectNode spec,
    int replicas,
    Image image,
    Optional<String> accepted,
    String operatorNamespace) {

  public WorkerPlan {
    if (replicas < 0 || replicas > 1) {
      throw new IllegalArgumentException("a worker has 0 or 1 replicas, not " + replicas);
    }
  }

  /**
   * The worker's image, an operator's setting and not a tenant's.
   *
   * @param pullPolicy Always, IfNotPresent or Never
   */
  public record Image(String name, String pullPolicy) {}
}
