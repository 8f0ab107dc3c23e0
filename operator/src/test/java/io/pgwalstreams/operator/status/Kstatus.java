package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import java.util.List;

/**
 * The rules of kstatus (sigs.k8s.io/cli-utils, pkg/kstatus) for a custom resource, in the order in
 * which it applies them. What is not there counts as reached.
 */
enum Kstatus {
  InProgress,
  Failed,
  Current,
  Terminating;

  static Kstatus of(LifeStage stage) {
    return stage.deleting() ? Terminating : of(stage.status(), stage.generation());
  }

  static Kstatus of(WalStreamStatus status, long generation) {
    if (status.observedGeneration() != null && status.observedGeneration() != generation) {
      return InProgress;
    }
    List<Condition> conditions = status.conditions() == null ? List.of() : status.conditions();
    for (Condition c : conditions) {
      if (c.type().equals("Reconciling") && c.status() == ConditionStatus.True) {
        return InProgress;
      }
      if (c.type().equals("Stalled") && c.status() == ConditionStatus.True) {
        return Failed;
      }
    }
    return conditions.stream()
            .filter(c -> c.type().equals("Ready"))
            .allMatch(c -> c.status() == ConditionStatus.True)
        ? Current
        : InProgress;
  }
}
