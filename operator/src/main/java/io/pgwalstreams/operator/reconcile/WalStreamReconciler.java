package io.pgwalstreams.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.resource.Documents;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One WalStream, from what its resource asks to what is: a ladder on which the first step that has
 * something to say ends the reconciliation. Nothing here waits for a database or a worker; news of
 * them begin another one. Thread-safe.
 */
@ControllerConfiguration(
    name = "walstream",
    fieldManager = Fields.MANAGER,
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
@GradualRetry(initialInterval = 500, maxInterval = 30_000, maxAttempts = -1)
final class WalStreamReconciler implements Reconciler<WalStreamResource> {
  private final Parts parts;
  private final Deletion deletion;
  private final Reporter reporter;
  private final Successors successors = new Successors();

  /** Works with these parts, which are its own from now on. */
  WalStreamReconciler(Parts parts) {
    this.parts = parts;
    this.reporter = new Reporter(parts);
    this.deletion = new Deletion(parts);
  }

  @Override
  public List<EventSource<?, WalStreamResource>> prepareEventSources(
      EventSourceContext<WalStreamResource> context) {
    var all = new ArrayList<>(parts.children().eventSources(context));
    all.add(parts.news());
    parts.knows(context.getPrimaryCache());
    all.add(successors);
    return all;
  }

  @Override
  public UpdateControl<WalStreamResource> reconcile(
      WalStreamResource resource, Context<WalStreamResource> context) {
    var situation = new Situation(resource, context);
    if (context.isPrimaryResourceDeleted()) {
      successors
          .ended(ResourceID.fromResource(resource), context.getPrimaryCache())
          .forEach(this::forget);
      return UpdateControl.noUpdate();
    }
    if (resource.isMarkedForDeletion()) {
      return deletion.step(situation);
    }
    return switch (parts.documents().read(resource)) {
      case Documents.Reading.Invalid(Failure why) -> reporter.refused(situation, why);
      case Documents.Reading.Valid(WalStreamDocument document) -> live(situation, document);
    };
  }

  private void forget(Key key) {
    parts.forget(key);
    reporter.forget(key);
    deletion.forget(key);
  }

  private UpdateControl<WalStreamResource> live(Situation situation, WalStreamDocument document) {
    var source = new SourceStep(parts, situation, document);
    if (source.holdsFinalizerAnew()) {
      return UpdateControl.noUpdate();
    }
    var worker = new WorkerStep(parts, situation, document);
    Parts.Resolved resolved;
    try {
      resolved = parts.resolve(situation, document);
    } catch (FailureException e) {
      worker.rest();
      return reporter.refused(situation, document, e.failure());
    }
    var look = source.look(resolved.endpoints());
    reporter.deeds(situation, look.deeds());
    Optional<Failure> rival = parts.rival(situation, document, look.report());
    if (rival.isPresent()) {
      worker.rest();
      return reporter.standsBack(situation, document, rival.get());
    }
    if (look.wantsIntent()) {
      return reporter.intent(situation, document);
    }
    try {
      worker.apply(look.report());
      if (resolved.renewed()) {
        worker.hasten();
      }
    } catch (FailureException e) {
      worker.rest();
      return reporter.refused(situation, document, e.failure());
    }
    return reporter.report(situation, document, look.report());
  }
}
