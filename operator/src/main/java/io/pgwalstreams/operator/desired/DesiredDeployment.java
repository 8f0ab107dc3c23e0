package io.pgwalstreams.operator.desired;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.TreeMap;

/** The worker's Deployment. Pure. */
public final class DesiredDeployment {
  /** For so long its controller says that it is getting a pod up; in seconds. */
  private static final int PROGRESS_DEADLINE = 300;

  private DesiredDeployment() {}

  /** FailureException with InvalidSpec when the resource asks for what no pod can be. */
  public static Deployment of(WorkerPlan plan) {
    return new DeploymentBuilder()
        .withMetadata(ObjectNames.of(plan))
        .withNewSpec()
        .withReplicas(plan.replicas())
        .withRevisionHistoryLimit(2)
        .withProgressDeadlineSeconds(PROGRESS_DEADLINE)
        .withNewStrategy()
        // Two workers of one WalStream would fence each other.
        .withType("Recreate")
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(new TreeMap<>(Labels.selector(plan.document().name())))
        .endSelector()
        .withTemplate(WorkerPod.of(plan))
        .endSpec()
        .build();
  }
}
