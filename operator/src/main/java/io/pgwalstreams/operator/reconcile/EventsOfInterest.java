package io.pgwalstreams.operator.reconcile;

import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.util.Objects;

/**
 * Which changes of a resource are looked at: all but those of its status, which are our own. A
 * generation alone would not do, because annotations accept halts.
 */
final class EventsOfInterest implements OnUpdateFilter<WalStreamResource> {

  @Override
  public boolean accept(WalStreamResource now, WalStreamResource before) {
    var a = now.getMetadata();
    var b = before.getMetadata();
    return !Objects.equals(a.getGeneration(), b.getGeneration())
        || !Objects.equals(a.getAnnotations(), b.getAnnotations())
        || !Objects.equals(a.getFinalizers(), b.getFinalizers())
        || !Objects.equals(a.getDeletionTimestamp(), b.getDeletionTimestamp())
        || !Objects.equals(a.getUid(), b.getUid());
  }
}
