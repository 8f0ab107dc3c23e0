package io.pgwalstreams.operator.reconcile;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.operator.apply.Children;
import io.pgwalstreams.operator.desired.WorkerPlan;
import io.pgwalstreams.operator.observe.SourceReport;
import java.util.Optional;

/** The worker's part of a reconciliation: its objects, and whose turn it is to change a pod. */
final class WorkerStep {
  private final Parts parts;
  private final Situation situation;
  private final WalStreamDocument document;

  WorkerStep(Parts parts, Situation situation, WalStreamDocument document) {
    this.parts = parts;
    this.situation = situation;
    this.document = document;
  }

  /**
   * Where nothing else is done, a worker that is to be suspended still ends: that needs neither
   * database nor Secrets.
   */
  void rest() {
    if (document.spec().suspend()) {
      parts.children().stop(situation.context());
    }
  }

  /**
   * Before the first start the database must be in order. Afterwards the worker stays whatever the
   * database is like: it waits or halts by itself, and knows more.
   */
  void apply(SourceReport source) {
    if (!mayRun(source)) {
      rest();
      return;
    }
    Children children = parts.children();
    Optional<Deployment> deployment = children.deployment(situation.context());
    WorkerPlan plan = plan(deployment);
    Optional<Deployment> behind = children.behind(situation.resource(), plan, situation.context());
    boolean waits = behind.filter(d -> !mayChange(d, plan)).isPresent();
    children.apply(situation.resource(), plan, waits, situation.context());
    if (behind.isEmpty() && deployment.filter(d -> !isUp(d)).isEmpty()) {
      parts.turns().release(situation.key());
    }
  }

  /** A worker that runs takes up at once what has changed in its Secrets. */
  void hasten() {
    parts.children().hasten(parts.clock().instant().toString(), situation.context());
  }

  /** Right after a change the pod that is ready is still the former one. */
  private static boolean isUp(Deployment deployment) {
    return deployment.getSpec().getReplicas() == 0 || Children.isSettled(deployment);
  }

  private boolean mayRun(SourceReport source) {
    boolean started = situation.boundSystem().isPresent();
    boolean accepts = situation.acceptedHalt().isPresent();
    return (started || source.ready()) && (!accepts || acceptable(source));
  }

  /**
   * Who accepts a lost slot or another server lets the worker make the slot anew, and the
   * publication must be there before it.
   */
  private static boolean acceptable(SourceReport source) {
    return source.database().usable() && source.publication().usable();
  }

  private WorkerPlan plan(Optional<Deployment> deployment) {
    return new WorkerPlan(
        document,
        situation.resource().getSpec(),
        document.spec().suspend() ? 0 : 1,
        parts.workerImage(),
        accepted(deployment),
        parts.operatorNamespace());
  }

  /** The halt at hand when it is accepted; else what was accepted before, so that no pod rolls. */
  private Optional<String> accepted(Optional<Deployment> deployment) {
    return situation.acceptedHalt().or(() -> deployment.flatMap(this::acceptedBefore));
  }

  private Optional<String> acceptedBefore(Deployment deployment) {
    return Children.accepted(deployment, situation.resource());
  }

  /**
   * A worker that runs keeps its pod until it is its turn, unless a person asks for the change.
   * What has no other source comes from another version of the operator, or from somebody's edit of
   * the Deployment.
   */
  private boolean mayChange(Deployment live, WorkerPlan plan) {
    int running = live.getSpec().getReplicas();
    return running == 0
        || running != plan.replicas()
        || isAsked(live, plan)
        || parts.turns().take(situation.key(), parts.children().rolling());
  }

  /**
   * A person's change was not acted upon yet: the worker has the document of another generation.
   * The status cannot tell, because a refusal is told of the present generation too.
   */
  private boolean isAsked(Deployment live, WorkerPlan plan) {
    return !parts.children().isApplied(document, situation.context())
        || !plan.accepted().equals(acceptedBefore(live));
  }
}
