package io.pgwalstreams.operator.desired;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;

/** The worker's own ServiceAccount, without a token. Pure. */
public final class DesiredServiceAccount {
  private DesiredServiceAccount() {}

  /** False when the resource names another one. */
  public static boolean isWanted(WorkerPlan plan) {
    return plan.document().spec().worker().serviceAccountName() == null;
  }

  public static ServiceAccount of(WorkerPlan plan) {
    return new ServiceAccountBuilder()
        .withMetadata(ObjectNames.of(plan))
        .withAutomountServiceAccountToken(false)
        .build();
  }

  /** Whom the pod runs as. */
  static String name(WorkerPlan plan) {
    String named = plan.document().spec().worker().serviceAccountName();
    return named == null ? Labels.objectName(plan.document().name()) : named;
  }
}
