package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;

/**
 * The rules of kstatus (sigs.k8s.io/cli-utils, pkg/kstatus) for a custom resource that is not being
 * deleted, in the order in which it applies them.
 */
enum Kstatus {
  InProgress,
  Failed,
  Current;

  static Kstatus of(WalStreamStatus status, long generation) {
    if (status.observedGeneration() == null || status.observedGeneration() != generation) {
      return InProgress;
    }
    for (Condition c : status.conditions()) {
      if (c.type().equals("Reconciling") && c.status() == ConditionStatus.True) {
        return InProgress;
      }
      if (c.type().equals("Stalled") && c.status() == ConditionStatus.True) {
        return Failed;
      }
    }
    return status.conditions().stream()
            .filter(c -> c.type().equals("Ready"))
            .allMatch(c -> c.status() == ConditionStatus.True)
        ? Current
        : InProgress;
  }
}
