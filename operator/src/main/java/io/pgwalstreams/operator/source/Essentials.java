package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.v1alpha1.DatabaseSpec;
import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.api.v1alpha1.SlotSpec;
import io.pgwalstreams.database.Claim;

/** The part of a task by which two tasks are the same work. Immutable. */
record Essentials(
    DatabaseSpec database,
    PublicationSpec publication,
    SlotSpec slot,
    String fingerprint,
    Claim claim,
    SourceTask.Binding binding) {

  static Essentials of(SourceTask task) {
    var spec = task.document().spec();
    return new Essentials(
        spec.database(),
        spec.publication(),
        spec.slot(),
        task.fingerprint(),
        task.claim(),
        task.binding());
  }
}
