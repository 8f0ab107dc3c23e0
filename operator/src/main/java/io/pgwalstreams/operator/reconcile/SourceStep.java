package io.pgwalstreams.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.operator.source.SourceTask;
import io.pgwalstreams.operator.source.Sources;

/**
 * The database's part of a reconciliation: the finalizer before anything is made, then the look.
 */
final class SourceStep {
  private final Parts parts;
  private final Situation situation;
  private final WalStreamDocument document;

  SourceStep(Parts parts, Situation situation, WalStreamDocument document) {
    this.parts = parts;
    this.situation = situation;
    this.document = document;
  }

  /**
   * Held only by who has something to give back: with Retain or existing objects alone, a deletion
   * must not wait for a database. True when that was changed, which begins another reconciliation.
   */
  boolean holdsFinalizerAnew() {
    boolean wanted = !Holdings.asked(document).isEmpty();
    boolean held = situation.resource().hasFinalizer(Fields.FINALIZER);
    if (wanted == held) {
      return false;
    }
    if (wanted) {
      PrimaryUpdateAndCacheUtils.addFinalizer(situation.context(), Fields.FINALIZER);
    } else {
      PrimaryUpdateAndCacheUtils.removeFinalizer(situation.context(), Fields.FINALIZER);
    }
    return true;
  }

  Sources.Look look(Credentials.Endpoints endpoints) {
    return parts
        .sources()
        .look(
            situation.key(),
            new SourceTask(
                document,
                endpoints.reader(),
                endpoints.owner(),
                endpoints.fingerprint(),
                parts.claim(situation.key()),
                new SourceTask.Binding(
                    situation.intended(document),
                    situation.boundSystem(),
                    situation.takeOver(),
                    situation.consent())));
  }
}
