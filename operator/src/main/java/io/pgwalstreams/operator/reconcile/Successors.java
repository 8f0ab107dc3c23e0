package io.pgwalstreams.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * WalStreams that are made anew under the name of one that is just ending. The SDK 5.2 takes the
 * two for one: it hands the new one to the reconciler as the one that has ended, and drops its
 * event. So it is told here who has ended, and a moment later there is a look for a successor.
 * Thread-safe.
 */
final class Successors extends AbstractEventSource<Void, WalStreamResource>
    implements ResourceEventAware<WalStreamResource> {
  private static final long MOMENT_MILLIS = 1000;

  private final Map<ResourceID, Set<Key>> ended = new ConcurrentHashMap<>();

  Successors() {
    super(Void.class, "successors");
  }

  @Override
  public void onResourceDeleted(WalStreamResource resource) {
    var unused =
        ended
            .computeIfAbsent(ResourceID.fromResource(resource), id -> ConcurrentHashMap.newKeySet())
            .add(Situation.key(resource));
  }

  /** Who of this name has ended since this was last asked. Whoever comes after gets an event. */
  Set<Key> ended(ResourceID id, IndexedResourceCache<WalStreamResource> primaries) {
    CompletableFuture.delayedExecutor(MOMENT_MILLIS, TimeUnit.MILLISECONDS)
        .execute(() -> primaries.get(id).ifPresent(next -> tell(id, next)));
    Set<Key> keys = ended.remove(id);
    return keys == null ? Set.of() : keys;
  }

  private void tell(ResourceID id, WalStreamResource next) {
    if (isRunning()) {
      getEventHandler().handleEvent(new ResourceEvent(ResourceAction.ADDED, id, next));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(WalStreamResource primary) {
    return Set.of();
  }
}
